// Everything as files for a spreadsheet, streamed where the platform streams.
import { Authorized, ContentType, Controller, Get, Header, Public, UseMiddleware } from 'lambent';
import { compress } from 'lambent/middleware/compress';
import type { Book } from '../catalogue/book.js';
import { BookStore } from '../catalogue/book-store.js';
import type { Order } from '../orders/order.js';
import { OrderStore } from '../orders/order-store.js';
import { type Columns, csv } from './csv.js';

const BOOK_COLUMNS: Columns<Book> = {
  isbn: (book) => book.isbn,
  title: (book) => book.title,
  author: (book) => book.author,
  genre: (book) => book.genre,
  year: (book) => book.year,
  price: (book) => euros(book.priceInCents),
  stock: (book) => book.stock,
};

const ORDER_COLUMNS: Columns<Order> = {
  order: (order) => order.id,
  placed: (order) => order.placedAt,
  status: (order) => order.status,
  customer: (order) => order.customer.name,
  country: (order) => order.customer.address.country,
  copies: (order) => order.lines.reduce((copies, line) => copies + line.quantity, 0),
  total: (order) => euros(order.totalInCents),
};

@Controller('/exports')
@Public()
@UseMiddleware(compress())
export class ExportsController {
  constructor(
    private readonly books: BookStore,
    private readonly orders: OrderStore,
  ) {}

  @Get('/books.csv')
  @ContentType('text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="books.csv"')
  catalogue() {
    return csv(BOOK_COLUMNS, this.books.all());
  }

  @Get('/orders.csv')
  @Authorized('staff')
  @ContentType('text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="orders.csv"')
  sales() {
    return csv(ORDER_COLUMNS, this.orders.all());
  }
}

function euros(cents: number): string {
  return (cents / 100).toFixed(2);
}
