// Sells books: takes every line from the stock or none, and writes the order down.
// Should the process end half-way, copies may be missing from the stock; none is ever sold twice, and no order is placed twice: its number
// comes from the request, so that a request that is sent again finds the order, also when nobody was told of it.
import { currentRequest, Injectable } from 'lambent';
import { BookStore } from '../catalogue/book-store.js';
import { OutOfStock, type Shortage } from '../shop-errors.js';
import type { OrderDraft, OrderLineDraft } from './order.dto.js';
import { type Order, type OrderLine, totalOf } from './order.js';
import { orderNumber } from './order-number.js';
import { OrderStore } from './order-store.js';

@Injectable()
export class OrderDesk {
  constructor(
    private readonly orders: OrderStore,
    private readonly books: BookStore,
  ) {}

  /**
   * Places an order.
   * @param key of the request: with the same one, the same draft is the same order
   * @throws OutOfStock naming every line that cannot be filled; then nothing was taken.
   */
  async place(draft: OrderDraft, key?: string): Promise<Order> {
    const id = orderNumber(key && JSON.stringify([key, draft]));
    const placed = key && (await this.orders.find(id));
    if (placed) return placed;
    const lines = await this.takeFromStock(draft.lines);
    const order: Order = {
      id,
      status: 'placed',
      placedAt: new Date().toISOString(),
      customer: draft.customer,
      lines,
      totalInCents: totalOf(lines),
    };
    const isFirst = await this.orders.add(order).catch(async (error) => {
      await this.returnToStock(lines);
      throw error;
    });
    if (isFirst) return order;
    await this.returnToStock(lines);
    return this.orders.read(id);
  }

  /** Cancels an order and puts its books back; cancelling twice changes nothing. */
  async cancel(id: string): Promise<Order> {
    const cancelled = await this.orders.cancel(id);
    if (!cancelled) return this.orders.read(id);
    await this.returnToStock(cancelled.lines);
    return cancelled;
  }

  private async takeFromStock(drafts: readonly OrderLineDraft[]): Promise<OrderLine[]> {
    const taken: OrderLine[] = [];
    const shortages: Shortage[] = [];
    try {
      for (const { isbn, quantity } of drafts) {
        const book = await this.books.takeFromStock(isbn, quantity);
        if (book) taken.push({ isbn, title: book.title, quantity, priceInCents: book.priceInCents });
        else shortages.push(await this.shortage(isbn, quantity));
      }
      if (shortages.length > 0) throw new OutOfStock(shortages);
      return taken;
    } catch (error) {
      await this.returnToStock(taken);
      throw error;
    }
  }

  private async shortage(isbn: string, requested: number): Promise<Shortage> {
    const book = await this.books.find(isbn);
    return { isbn, title: book?.title ?? `ISBN ${isbn}`, requested, available: book?.stock ?? 0 };
  }

  /** One line that cannot be put back must not keep the others from it. */
  private async returnToStock(lines: readonly OrderLine[]): Promise<void> {
    const results = await Promise.allSettled(lines.map(({ isbn, quantity }) => this.books.returnToStock(isbn, quantity)));
    results.forEach((result, index) => {
      if (result.status === 'rejected') {
        currentRequest()?.logger.error('copies were not put back into the stock', { ...lines[index], reason: String(result.reason) });
      }
    });
  }
}
