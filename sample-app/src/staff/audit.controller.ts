// What staff changed, for staff.
import { Controller, Get, Query, UseGuards } from 'lambent';
import { PageQuery } from '../storage/page.js';
import { AuditLog } from './audit-log.js';
import { StaffGuard } from './staff-guard.js';

@Controller('/audit')
@UseGuards(StaffGuard)
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  list(@Query() page: PageQuery) {
    return this.log.list(page);
  }
}
