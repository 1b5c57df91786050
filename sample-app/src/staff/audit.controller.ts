// What staff changed, for staff.
import { Authorized, Controller, Get, Query } from 'lambent';
import { PageQuery } from '../storage/page.js';
import { AuditLog } from './audit-log.js';

@Controller('/audit')
@Authorized('staff')
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  list(@Query() page: PageQuery) {
    return this.log.list(page);
  }
}
