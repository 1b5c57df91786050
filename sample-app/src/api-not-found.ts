// What the API says where it has nothing.
import { NotFound, NotFoundError, type RequestContext } from 'lambent';

export class ApiNotFound {
  @NotFound()
  nowhere(_error: Error, { method, path }: RequestContext) {
    throw new NotFoundError(`There is nothing at ${method} ${path}. The shop's API has /v1/books, /v1/orders and /v1/exports.`);
  }
}
