// How a book lies in the table: found by ISBN, listed by title, searched by the words people remember.
import { BookMissing } from '../shop-errors.js';
import type { Expression, Item, Key } from '../storage/table.js';
import type { Book } from './book.js';

export const BOOK_LISTING = 'BOOKS';

/** @throws BookMissing for what cannot be an ISBN; DynamoDB would call an overlong key a mistake of ours. */
export function bookKey(isbn: string): Key {
  if (!/^\d{13}$/.test(isbn)) throw new BookMissing(isbn);
  return { pk: `BOOK#${isbn}`, sk: 'BOOK' };
}

export function writeBook(book: Book): Item {
  const title = searchable(book.title);
  return {
    ...book,
    ...bookKey(book.isbn),
    listing: BOOK_LISTING,
    position: `${title.replace(/^(the|an?) /, '').slice(0, 80)}#${book.isbn}`,
    words: `${title} ${searchable(book.author)} ${book.isbn}`,
  };
}

export function readBook(item: Item): Book {
  const { isbn, title, author, genre, year, pages, priceInCents, stock, blurb, version } = item as Item & Book;
  return { isbn, title, author, genre, year, pages, priceInCents, stock, blurb, version };
}

/** The filter of a search: every word must occur in the title, the author or the ISBN. */
export function searchFilter(search: string | undefined, genre: string | undefined): Expression | undefined {
  const words = searchable(search ?? '')
    .split(' ')
    .filter(Boolean);
  const conditions = words.map((_, index) => `contains(words, :word${index})`);
  const values: Record<string, string> = Object.fromEntries(words.map((word, index) => [`:word${index}`, word]));
  if (genre) {
    conditions.push('genre = :genre');
    values[':genre'] = genre;
  }
  return conditions.length > 0 ? { text: conditions.join(' AND '), values } : undefined;
}

/** Lower case, accents and punctuation gone: "Ana Beltrán" is found by "beltran". */
function searchable(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
