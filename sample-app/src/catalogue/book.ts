// What a book is to the shop.

export const GENRES = ['fiction', 'mystery', 'science-fiction', 'history', 'nature', 'poetry', 'children', 'cookery'] as const;

export type Genre = (typeof GENRES)[number];

/** What staff write about a book. Prices are whole cents of a euro. */
export interface BookFacts {
  readonly title: string;
  readonly author: string;
  readonly genre: Genre;
  readonly year: number;
  readonly pages: number;
  readonly priceInCents: number;
  readonly stock: number;
  readonly blurb: string;
}

/** A book in the catalogue; `version` counts its changes, sales included. */
export interface Book extends BookFacts {
  readonly isbn: string;
  readonly version: number;
}

/** The entity tag of a book's current version. */
export function tagOf(book: Book): string {
  return `"v${book.version}"`;
}
