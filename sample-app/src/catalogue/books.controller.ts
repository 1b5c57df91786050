// The catalogue over HTTP: everyone reads, staff write, and nobody overwrites a change they have not seen.
import {
  Authorized,
  Body,
  Controller,
  Ctx,
  Delete,
  Get,
  HttpResponse,
  Param,
  Post,
  Public,
  Put,
  Query,
  type RequestContext,
  UseMiddleware,
} from 'lambent';
import { compress } from 'lambent/middleware/compress';
import { etag, requireMatch } from 'lambent/middleware/etag';
import { AuditTrail } from '../staff/audit-trail.js';
import { BookDetails, BookDraft, BookSearch } from './book.dto.js';
import { type Book, tagOf } from './book.js';
import { BookStore } from './book-store.js';

@Controller('/books')
@Public()
@UseMiddleware(AuditTrail, etag())
export class BooksController {
  constructor(private readonly books: BookStore) {}

  // Lists are compressed, single books are not: a compressed answer has a weak tag, which If-Match must refuse.
  @Get()
  @UseMiddleware(compress())
  search(@Query() search: BookSearch) {
    return this.books.search(search);
  }

  @Get('/:isbn')
  async read(@Param('isbn') isbn: string) {
    return tagged(await this.books.read(isbn));
  }

  @Post()
  @Authorized('staff')
  async add(@Body() draft: BookDraft) {
    const book = await this.books.add(draft);
    return tagged(book, { status: 201, headers: { location: `/v1/books/${book.isbn}` } });
  }

  @Put('/:isbn')
  @Authorized('staff')
  async replace(@Param('isbn') isbn: string, @Body() details: BookDetails, @Ctx() reqCtx: RequestContext) {
    const current = await this.books.read(isbn);
    requireMatch(reqCtx, tagOf(current), { required: true });
    return tagged(await this.books.replace(current, details));
  }

  @Delete('/:isbn')
  @Authorized('staff')
  async remove(@Param('isbn') isbn: string, @Ctx() reqCtx: RequestContext) {
    const current = await this.books.read(isbn);
    requireMatch(reqCtx, tagOf(current), { required: true });
    await this.books.remove(current);
  }
}

/** A book with its version as entity tag, which `If-Match` and `If-None-Match` refer to. */
function tagged(book: Book, init?: { status: number; headers: Record<string, string> }): HttpResponse {
  const response = HttpResponse.json(book, init);
  response.headers.set('etag', tagOf(book));
  return response;
}
