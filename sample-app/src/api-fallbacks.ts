// What the API says where it has nothing, to whoever asks.
import { MethodNotAllowed, NotFound, NotFoundError, Public, type RequestContext } from 'lambent';

@Public()
export class ApiFallbacks {
  @NotFound()
  nowhere(_error: Error, { method, path }: RequestContext) {
    throw new NotFoundError(`There is nothing at ${method} ${path}. The shop's API has /v1/books, /v1/orders and /v1/exports.`);
  }

  @MethodNotAllowed()
  notLikeThis(error: Error) {
    throw error;
  }
}
