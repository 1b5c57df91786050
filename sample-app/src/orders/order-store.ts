// Orders in the table: found by number, listed by time.
import { randomUUID } from 'node:crypto';
import { Injectable } from 'lambent';
import { OrderMissing } from '../shop-errors.js';
import { type Page, type PageQuery, readCursor, takePage } from '../storage/page.js';
import { type Item, type Key, Table } from '../storage/table.js';
import type { Order } from './order.js';

const ORDER_LISTING = 'ORDERS';

@Injectable()
export class OrderStore {
  constructor(private readonly table: Table) {}

  async find(id: string): Promise<Order | undefined> {
    const item = await this.table.get(orderKey(id));
    return item && readOrder(item);
  }

  /** @throws OrderMissing */
  async read(id: string): Promise<Order> {
    const order = await this.find(id);
    if (!order) throw new OrderMissing();
    return order;
  }

  async list({ limit, cursor }: PageQuery): Promise<Page<Order>> {
    const items = this.table.list({ listing: ORDER_LISTING, newestFirst: true, after: readCursor(cursor), expected: limit + 1 });
    return takePage(items, limit, readOrder);
  }

  /** Every order, newest first, as the caller takes them. */
  async *all(): AsyncGenerator<Order> {
    for await (const item of this.table.list({ listing: ORDER_LISTING, newestFirst: true })) yield readOrder(item);
  }

  /** Writes an order down; `false`, and nothing written, when there is one of that number. */
  async add(order: Order): Promise<boolean> {
    const position = `${order.placedAt}#${order.id}`;
    // The client of the table sends again what it got no answer to: then its own order is there, not another's.
    const attempt = randomUUID();
    const condition = { text: 'attribute_not_exists(pk) OR attempt = :attempt', values: { ':attempt': attempt } };
    return this.table.put({ ...order, ...orderKey(order.id), listing: ORDER_LISTING, position, attempt }, condition);
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
