// The whole service on one page: what it is made of and where each part is mounted.
import type { AppOptions, Middleware, ModuleOptions } from 'lambent';
import { accessLog } from 'lambent/middleware/access-log';
import { jwt } from 'lambent/middleware/auth';
import { compress } from 'lambent/middleware/compress';
import { cors } from 'lambent/middleware/cors';
import { dynamoDbStore, idempotency } from 'lambent/middleware/idempotency';
import { requestId } from 'lambent/middleware/request-id';
import { securityHeaders } from 'lambent/middleware/security-headers';
import { ApiFallbacks } from './api-fallbacks.js';
import { BooksController } from './catalogue/books.controller.js';
import { CoversController } from './covers/covers.controller.js';
import { ErrorAnswers } from './error-answers.js';
import { ExportsController } from './exports/exports.controller.js';
import { HealthController } from './health/health.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import type { Settings } from './settings.js';
import { SiteController } from './site/site.controller.js';
import { WEB_FOLDER } from './site/site-files.js';
import { AuditController } from './staff/audit.controller.js';
import { connect, openTable } from './storage/open-table.js';
import { Table } from './storage/table.js';

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Anybody's page may read the catalogue and order: tokens are sent on purpose, never by a browser on its own. */
const CORS = {
  allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match'],
  exposeHeaders: ['ETag', 'Location', 'Retry-After'],
};

export function bookshop(settings: Settings): AppOptions {
  const database = connect(settings);
  const requests = dynamoDbStore({ tableName: settings.requestsTableName, client: database });
  return {
    modules: [api(staffTokens(settings), idempotency({ store: requests })), site],
    middleware: [requestId(), accessLog()],
    errorHandlers: [ErrorAnswers],
    validation: { unknownProperties: 'reject' },
    providers: [
      { provide: Table, useFactory: () => openTable(database, settings) },
      { provide: WEB_FOLDER, useValue: new URL('./web/', import.meta.url) },
    ],
  };
}

/** Nothing is reached without a token, except what says `@Public()`; what staff may do says `@Authorized('staff')`. */
function staffTokens({ jwksUri, tokenIssuer, tokenAudience }: Settings): Middleware {
  return jwt({ jwksUri, issuer: tokenIssuer, audience: tokenAudience, algorithms: ['RS256'] });
}

function api(authentication: Middleware, once: Middleware): ModuleOptions {
  return {
    prefix: '/v1',
    controllers: [BooksController, CoversController, OrdersController, ExportsController, AuditController],
    errorHandlers: [ApiFallbacks],
    middleware: [securityHeaders(), cors(CORS), authentication, once],
  };
}

const site: ModuleOptions = {
  controllers: [SiteController, HealthController],
  middleware: [securityHeaders({ contentSecurityPolicy: PAGE_POLICY }), compress()],
};
