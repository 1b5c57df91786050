// Long lists in pages: a page is some items and an opaque cursor for the next ones.
import { IsInt, IsOptional, Length, Max, Min } from 'class-validator';
import { CursorUnknown } from '../shop-errors.js';
import type { Item, ListQuery } from './table.js';

/** The query parameters of every paged list. */
export class PageQuery {
  @IsInt()
  @Min(1)
  @Max(50)
  limit: number = 20;

  /** The `nextCursor` of the page before. */
  @IsOptional()
  @Length(1, 1000)
  cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
}

/** Takes one page from a list; one item more is read to know whether there is a next page. */
export async function takePage<T>(items: AsyncIterable<Item>, limit: number, read: (item: Item) => T): Promise<Page<T>> {
  const taken: Item[] = [];
  for await (const item of items) {
    if (taken.length === limit) return { items: taken.map(read), nextCursor: writeCursor(taken[limit - 1]!) };
    taken.push(item);
  }
  return { items: taken.map(read), nextCursor: null };
}

function writeCursor({ pk, sk, position }: Item): string {
  return Buffer.from(JSON.stringify([pk, sk, position])).toString('base64url');
}

/** @throws CursorUnknown when the text was not made by `takePage`. */
export function readCursor(cursor: string | undefined): ListQuery['after'] {
  if (cursor === undefined) return undefined;
  const [pk, sk, position] = parseList(Buffer.from(cursor, 'base64url').toString());
  if (!isKey(pk) || !isKey(sk) || !isKey(position)) throw new CursorUnknown();
  return { pk, sk, position };
}

function parseList(json: string): unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
