// What an order is to the shop.

/** Where an order goes. */
export interface Address {
  readonly street: string;
  readonly city: string;
  readonly postcode: string;
  readonly country: string;
}

export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly address: Address;
}

/** Copies of one book, at the price of the day. */
export interface OrderLine {
  readonly isbn: string;
  readonly title: string;
  readonly quantity: number;
  readonly priceInCents: number;
}

export interface Order {
  readonly id: string;
  readonly status: 'placed' | 'cancelled';
  readonly placedAt: string;
  readonly customer: Customer;
  readonly lines: readonly OrderLine[];
  readonly totalInCents: number;
}

export function totalOf(lines: readonly OrderLine[]): number {
  return lines.reduce((total, line) => total + line.priceInCents * line.quantity, 0);
}
