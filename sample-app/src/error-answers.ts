// What each of the shop's own errors means over HTTP. Everything else is the framework's business.
import {
  BadRequestError,
  ConflictError,
  ErrorHandler,
  NotFoundError,
  PreconditionFailedError,
  ServiceUnavailableError,
  UnsupportedMediaTypeError,
} from 'lambent';
import {
  BookChangedMeanwhile,
  BookExists,
  BookMissing,
  CursorUnknown,
  OrderMissing,
  OutOfStock,
  StorageUnavailable,
  UnsupportedImage,
} from './shop-errors.js';

export class ErrorAnswers {
  @ErrorHandler(BookMissing, OrderMissing)
  missing(error: Error) {
    throw new NotFoundError(error.message);
  }

  @ErrorHandler(BookExists)
  exists(error: BookExists) {
    throw new ConflictError(error.message);
  }

  @ErrorHandler(OutOfStock)
  soldOut(error: OutOfStock) {
    throw new ConflictError(error.message, { details: error.shortages });
  }

  @ErrorHandler(BookChangedMeanwhile)
  changed(error: BookChangedMeanwhile) {
    throw new PreconditionFailedError(error.message);
  }

  @ErrorHandler(CursorUnknown)
  badCursor(error: CursorUnknown) {
    throw new BadRequestError(error.message);
  }

  @ErrorHandler(UnsupportedImage)
  badImage(error: UnsupportedImage) {
    throw new UnsupportedMediaTypeError(error.message);
  }

  @ErrorHandler(StorageUnavailable)
  outage(error: StorageUnavailable) {
    throw new ServiceUnavailableError(error.message, { cause: error.cause, headers: { 'retry-after': '2' } });
  }
}
