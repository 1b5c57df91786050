// For monitors and load balancers: is the service up, and does its storage answer?
import { Controller, Get } from 'lambent';
import { Table } from '../storage/table.js';

@Controller('/health')
export class HealthController {
  constructor(private readonly table: Table) {}

  /** Throws `StorageUnavailable`, a 503, when the table does not answer. */
  @Get()
  async check() {
    await this.table.get({ pk: 'HEALTH', sk: 'HEALTH' });
    return { status: 'ok' };
  }
}
