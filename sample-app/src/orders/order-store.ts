// Orders in the table: found by number, listed by time.
import { Injectable } from 'lambent';
import { OrderMissing } from '../shop-errors.js';
import { type Page, type PageQuery, readCursor, takePage } from '../storage/page.js';
import { IF_ABSENT, type Item, type Key, Table } from '../storage/table.js';
import type { Order } from './order.js';

const ORDER_LISTING = 'ORDERS';

/** An order, and the fingerprint of the request that made it. */
export interface StoredOrder {
  readonly order: Order;
  readonly fingerprint: string;
}

@Injectable()
export class OrderStore {
  constructor(private readonly table: Table) {}

  async find(id: string): Promise<StoredOrder | undefined> {
    const item = await this.table.get(orderKey(id));
    return item && { order: readOrder(item), fingerprint: String(item.fingerprint) };
  }

  /** @throws OrderMissing */
  async read(id: string): Promise<Order> {
    const stored = await this.find(id);
    if (!stored) throw new OrderMissing();
    return stored.order;
  }

  async list({ limit, cursor }: PageQuery): Promise<Page<Order>> {
    const items = this.table.list({ listing: ORDER_LISTING, newestFirst: true, after: readCursor(cursor), expected: limit + 1 });
    return takePage(items, limit, readOrder);
  }

  /** Every order, newest first, as the caller takes them. */
  async *all(): AsyncGenerator<Order> {
    for await (const item of this.table.list({ listing: ORDER_LISTING, newestFirst: true })) yield readOrder(item);
  }

  /** Writes a new order down. Gives what the table holds under its number then: this order, or one that was faster. */
  async add(stored: StoredOrder): Promise<StoredOrder> {
    const { order, fingerprint } = stored;
    const position = `${order.placedAt}#${order.id}`;
    const item = { ...order, fingerprint, ...orderKey(order.id), listing: ORDER_LISTING, position };
    const isNew = await this.table.put(item, IF_ABSENT);
    return isNew ? stored : ((await this.find(order.id)) ?? stored);
  }

  /** Turns a placed order into a cancelled one, once; `undefined` when it was not (any longer) placed. */
  async cancel(id: string): Promise<Order | undefined> {
    const change = { text: 'SET #status = :cancelled', names: { '#status': 'status' }, values: { ':cancelled': 'cancelled' } };
    const item = await this.table.update(orderKey(id), change, { text: '#status = :placed', values: { ':placed': 'placed' } });
    return item && readOrder(item);
  }
}

/** @throws OrderMissing for what cannot be an order number. */
function orderKey(id: string): Key {
  if (!/^[0-9A-Z-]{19}$/.test(id)) throw new OrderMissing();
  return { pk: `ORDER#${id}`, sk: 'ORDER' };
}

function readOrder(item: Item): Order {
  const { id, status, placedAt, customer, lines, totalInCents } = item as Item & Order;
  return { id, status, placedAt, customer, lines, totalInCents };
}
