// Opens a shop for one test file: the real service on an emulated DynamoDB, with the local catalogue on its shelves.
import { createApp, createJsonLogger } from 'lambent';
import { type TestClient, testClient } from 'lambent/testing';
import { CATALOGUE } from '../local/catalogue.js';
import { type Emulator, startEmulator } from '../local/emulator.js';
import { type Issuer, STAFF_CLAIMS, startIssuer } from '../local/issuer.js';
import { bookshop } from '../src/app.js';
import type { BookDraft } from '../src/catalogue/book.dto.js';
import { BookStore } from '../src/catalogue/book-store.js';
import type { Settings } from '../src/settings.js';

export interface Shop extends TestClient {
  readonly emulator: Emulator;
  readonly issuer: Issuer;
  readonly books: BookStore;
  /** Headers that staff send. */
  readonly staff: Readonly<Record<string, string>>;
  readonly settings: Settings;
  /** What the shop has logged so far, one JSON line each. */
  readonly log: readonly string[];
}

export async function openShop(): Promise<Shop> {
  const [emulator, issuer] = await Promise.all([startEmulator(), startIssuer()]);
  const log: string[] = [];
  const logger = createJsonLogger({ write: (line) => log.push(line) });
  const settings = { tableName: 'bookshop', requestsTableName: 'requests', dynamoDbEndpoint: emulator.endpoint, ...issuer.settings };
  const client = testClient(createApp({ ...bookshop(settings), logger }));
  await client.app.ready();
  const books = client.app.resolve(BookStore);
  await Promise.all(CATALOGUE.map((book) => books.add(book)));
  const staff = { authorization: `Bearer ${await issuer.sign(STAFF_CLAIMS)}` };
  const close = async () => {
    await client.close();
    await Promise.all([emulator.close(), issuer.close()]);
  };
  return { ...client, emulator, issuer, books, staff, settings, log, close };
}

/** A book of the catalogue by its title. */
export function bookTitled(title: string): BookDraft {
  const book = CATALOGUE.find((candidate) => candidate.title === title);
  if (!book) throw new Error(`The catalogue has no book "${title}".`);
  return book;
}

/** The body of an order by a customer who filled in everything. */
export function orderFor(...lines: { isbn: string; quantity: number }[]) {
  return {
    customer: {
      name: 'Nora Lindqvist',
      email: 'nora@example.com',
      address: { street: 'Hafengasse 7', city: 'Kiel', postcode: '24103', country: 'DE' },
    },
    lines,
  };
}
