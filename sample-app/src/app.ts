// The whole service on one page: what it is made of and where each part is mounted.
import type { AppOptions, ModuleOptions } from 'lambent';
import { accessLog } from 'lambent/middleware/access-log';
import { compress } from 'lambent/middleware/compress';
import { cors } from 'lambent/middleware/cors';
import { requestId } from 'lambent/middleware/request-id';
import { securityHeaders } from 'lambent/middleware/security-headers';
import { ApiNotFound } from './api-not-found.js';
import { BooksController } from './catalogue/books.controller.js';
import { CoversController } from './covers/covers.controller.js';
import { ErrorAnswers } from './error-answers.js';
import { ExportsController } from './exports/exports.controller.js';
import { HealthController } from './health/health.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { Settings } from './settings.js';
import { SiteController } from './site/site.controller.js';
import { WEB_FOLDER } from './site/site-files.js';
import { AuditController } from './staff/audit.controller.js';
import { openTable } from './storage/open-table.js';
import { Table } from './storage/table.js';

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const CLIENT_HEADERS = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'X-Api-Key'];

const api: ModuleOptions = {
  prefix: '/v1',
  controllers: [BooksController, CoversController, OrdersController, ExportsController, AuditController],
  errorHandlers: [ApiNotFound],
  // Anybody's page may read the catalogue and order; staff keys are sent on purpose, never by a browser on its own.
  middleware: [securityHeaders(), cors({ exposeHeaders: ['ETag', 'Location'], allowHeaders: CLIENT_HEADERS })],
};

const site: ModuleOptions = {
  controllers: [SiteController, HealthController],
  middleware: [securityHeaders({ contentSecurityPolicy: PAGE_POLICY }), compress()],
};

export const bookshop: AppOptions = {
  modules: [api, site],
  middleware: [requestId(), accessLog()],
  errorHandlers: [ErrorAnswers],
  validation: { unknownProperties: 'reject' },
  providers: [
    { provide: Settings, useFactory: () => Settings.fromEnvironment(process.env) },
    { provide: Table, useFactory: (resolve) => openTable(resolve(Settings)), inject: [Settings] },
    { provide: WEB_FOLDER, useValue: new URL('./web/', import.meta.url) },
  ],
};
