// Who changed what, and when: kept in the table, newest first.
import { Injectable } from 'lambent';
import { type Page, type PageQuery, readCursor, takePage } from '../storage/page.js';
import { type Item, Table } from '../storage/table.js';

const AUDIT_LISTING = 'AUDIT';

/** One change that staff made. */
export interface AuditEntry {
  readonly at: string;
  /** The subject of the token that the change was made with. */
  readonly who?: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly requestId: string;
  readonly clientIp?: string;
}

@Injectable()
export class AuditLog {
  constructor(private readonly table: Table) {}

  async add(entry: AuditEntry): Promise<void> {
    const key = { pk: `AUDIT#${entry.requestId}`, sk: 'AUDIT' };
    await this.table.put({ ...entry, ...key, listing: AUDIT_LISTING, position: `${entry.at}#${entry.requestId}` });
  }

  list({ limit, cursor }: PageQuery): Promise<Page<AuditEntry>> {
    const items = this.table.list({ listing: AUDIT_LISTING, newestFirst: true, after: readCursor(cursor), expected: limit + 1 });
    return takePage(items, limit, readEntry);
  }
}

function readEntry(item: Item): AuditEntry {
  const { at, who, method, path, status, requestId, clientIp } = item as Item & AuditEntry;
  return { at, who, method, path, status, requestId, clientIp };
}
