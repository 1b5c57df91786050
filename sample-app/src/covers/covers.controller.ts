// Covers over HTTP: bytes in, bytes out. A book without an uploaded picture gets a drawn one.
import { Authorized, Controller, Delete, Get, HttpResponse, Param, Public, Put, RawBody, UseMiddleware } from 'lambent';
import { bodyLimit } from 'lambent/middleware/body-limit';
import { cacheControl } from 'lambent/middleware/cache';
import { etag } from 'lambent/middleware/etag';
import { BookStore } from '../catalogue/book-store.js';
import { AuditTrail } from '../staff/audit-trail.js';
import { MAX_COVER_BYTES, recogniseCover } from './cover.js';
import { drawCover } from './cover-art.js';
import { CoverStore } from './cover-store.js';

@Controller('/books/:isbn/cover')
@Public()
@UseMiddleware(AuditTrail)
export class CoversController {
  constructor(
    private readonly books: BookStore,
    private readonly covers: CoverStore,
  ) {}

  @Get()
  @UseMiddleware(cacheControl({ public: true, maxAge: 300, staleWhileRevalidate: 86_400 }), etag())
  async read(@Param('isbn') isbn: string) {
    const { book, cover } = await this.covers.read(isbn);
    return new HttpResponse(cover?.bytes ?? drawCover(book), { headers: { 'content-type': cover?.type ?? 'image/svg+xml' } });
  }

  @Put()
  @Authorized('staff')
  @UseMiddleware(bodyLimit({ maxBytes: MAX_COVER_BYTES }))
  async replace(@Param('isbn') isbn: string, @RawBody() bytes: Uint8Array) {
    const cover = recogniseCover(bytes);
    const book = await this.books.read(isbn);
    await this.covers.write(book.isbn, cover);
    return { isbn: book.isbn, type: cover.type, bytes: bytes.length };
  }

  @Delete()
  @Authorized('staff')
  async remove(@Param('isbn') isbn: string) {
    await this.covers.remove((await this.books.read(isbn)).isbn);
  }
}
