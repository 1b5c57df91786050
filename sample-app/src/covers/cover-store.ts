// Pictures of covers in the table, each beside its book, so that one read fetches both.
import { Injectable } from 'lambent';
import type { Book } from '../catalogue/book.js';
import { bookKey, readBook } from '../catalogue/book-item.js';
import { BookMissing } from '../shop-errors.js';
import { Table } from '../storage/table.js';
import type { Cover } from './cover.js';

@Injectable()
export class CoverStore {
  constructor(private readonly table: Table) {}

  /**
   * A book and the cover that was uploaded for it, if any.
   * @throws BookMissing
   */
  async read(isbn: string): Promise<{ book: Book; cover?: Cover }> {
    const items = await this.table.getAll(bookKey(isbn).pk);
    const book = items.find((item) => item.sk === 'BOOK');
    const cover = items.find((item) => item.sk === 'COVER');
    if (!book) throw new BookMissing(isbn);
    return { book: readBook(book), ...(cover && { cover: { bytes: cover.bytes as Uint8Array, type: String(cover.type) } }) };
  }

  async write(isbn: string, { bytes, type }: Cover): Promise<void> {
    await this.table.put({ pk: bookKey(isbn).pk, sk: 'COVER', bytes, type });
  }

  /** Back to the drawn cover. */
  async remove(isbn: string): Promise<void> {
    await this.table.remove({ pk: bookKey(isbn).pk, sk: 'COVER' });
  }
}
