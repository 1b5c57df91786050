// The catalogue in the table. Every change names the version it is based on, so none is lost.
import { Injectable } from 'lambent';
import { BookChangedMeanwhile, BookExists, BookMissing } from '../shop-errors.js';
import { type Page, readCursor, takePage } from '../storage/page.js';
import { type Expression, IF_ABSENT, Table } from '../storage/table.js';
import type { BookDraft, BookSearch } from './book.dto.js';
import type { Book, BookFacts } from './book.js';
import { BOOK_LISTING, bookKey, readBook, searchFilter, writeBook } from './book-item.js';

@Injectable()
export class BookStore {
  constructor(private readonly table: Table) {}

  async search({ search, genre, limit, cursor }: BookSearch): Promise<Page<Book>> {
    const filter = searchFilter(search, genre);
    const items = this.table.list({ listing: BOOK_LISTING, after: readCursor(cursor), filter, expected: limit + 1 });
    return takePage(items, limit, readBook);
  }

  /** The whole catalogue by title, as the caller takes it. */
  async *all(): AsyncGenerator<Book> {
    for await (const item of this.table.list({ listing: BOOK_LISTING })) yield readBook(item);
  }

  async find(isbn: string): Promise<Book | undefined> {
    const item = await this.table.get(bookKey(isbn));
    return item && readBook(item);
  }

  /** @throws BookMissing */
  async read(isbn: string): Promise<Book> {
    const book = await this.find(isbn);
    if (!book) throw new BookMissing(isbn);
    return book;
  }

  /** @throws BookExists */
  async add(draft: BookDraft): Promise<Book> {
    const book = { ...draft, version: 1 };
    if (!(await this.table.put(writeBook(book), IF_ABSENT))) throw new BookExists(book.isbn);
    return book;
  }

  /** @throws BookChangedMeanwhile when `current` is no longer what the table holds. */
  async replace(current: Book, facts: BookFacts): Promise<Book> {
    const book = { ...facts, isbn: current.isbn, version: current.version + 1 };
    if (!(await this.table.put(writeBook(book), isStill(current)))) throw new BookChangedMeanwhile(current.title);
    return book;
  }

  /** @throws BookChangedMeanwhile when `current` is no longer what the table holds. */
  async remove(current: Book): Promise<void> {
    if (!(await this.table.remove(bookKey(current.isbn), isStill(current)))) throw new BookChangedMeanwhile(current.title);
  }

  /** Takes copies out of the stock; `undefined`, and nothing taken, when there are not enough. */
  async takeFromStock(isbn: string, quantity: number): Promise<Book | undefined> {
    const change = { text: 'SET stock = stock - :quantity, version = version + :one', values: { ':quantity': quantity, ':one': 1 } };
    const item = await this.table.update(bookKey(isbn), change, { text: 'attribute_exists(pk) AND stock >= :quantity' });
    return item && readBook(item);
  }

  /** Puts copies back; a book that has left the catalogue stays gone. */
  async returnToStock(isbn: string, quantity: number): Promise<void> {
    const change = { text: 'SET stock = stock + :quantity, version = version + :one', values: { ':quantity': quantity, ':one': 1 } };
    await this.table.update(bookKey(isbn), change, { text: 'attribute_exists(pk)' });
  }
}

function isStill(book: Book): Expression {
  return { text: 'version = :version', values: { ':version': book.version } };
}
