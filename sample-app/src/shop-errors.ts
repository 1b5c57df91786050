// What can go wrong in a bookshop, in its own words. `ErrorAnswers` says what each means over HTTP.

/** A line of an order that cannot be filled. */
export interface Shortage {
  readonly isbn: string;
  readonly title: string;
  readonly requested: number;
  readonly available: number;
}

/** Anything the shop itself refuses; the message is written for the customer. */
export abstract class ShopError extends Error {}

export class BookMissing extends ShopError {
  constructor(isbn: string) {
    super(`We have no book with ISBN ${isbn}.`);
  }
}

export class BookExists extends ShopError {
  constructor(isbn: string) {
    super(`A book with ISBN ${isbn} is already in the catalogue. To change it, use PUT /v1/books/${isbn} with If-Match.`);
  }
}

export class BookChangedMeanwhile extends ShopError {
  constructor(title: string) {
    super(`"${title}" was changed by someone else in the meantime. Read it again and repeat your change.`);
  }
}

export class OrderMissing extends ShopError {
  constructor() {
    super('There is no such order. Order numbers look like 7K2M-9QXD-4T0B-WZ8C.');
  }
}

export class OutOfStock extends ShopError {
  constructor(readonly shortages: readonly Shortage[]) {
    super(`Nothing was ordered: ${shortages.map(describeShortage).join('; ')}.`);
  }
}

export class CursorUnknown extends ShopError {
  constructor() {
    super('This cursor is not one of ours. Pass the nextCursor of the previous page unchanged, or none to start at the first page.');
  }
}

export class UnsupportedImage extends ShopError {
  constructor() {
    super('This is not a picture we can show. Send the bytes of a PNG, JPEG or WebP file.');
  }
}

/** The storage did not answer; trying again may help. The cause is for the log only. */
export class StorageUnavailable extends ShopError {
  constructor(cause: unknown) {
    super('The shop cannot reach its storage right now. Please try again in a moment.', { cause });
  }
}

function describeShortage({ title, requested, available }: Shortage): string {
  if (available === 0) return `"${title}" is sold out`;
  return `only ${available} of "${title}" ${available === 1 ? 'is' : 'are'} left, you asked for ${requested}`;
}
