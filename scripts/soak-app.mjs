// The app that `npm run soak` wears out, and the events it gets. Decorators are called by hand: this runs on the built package.
import { IsInt, IsString } from 'class-validator';
import {
  Body,
  Controller,
  Ctx,
  createApp,
  currentRequest,
  ErrorHandler,
  Get,
  Injectable,
  NotFoundError,
  Param,
  Post,
  Query,
} from '../dist/esm/index.js';
import { compress } from '../dist/esm/middleware/compress.js';
import { cors } from '../dist/esm/middleware/cors.js';
import { etag } from '../dist/esm/middleware/etag.js';

/** Applies decorators to a class and its members: `member: [method decorators, ...lists of parameter decorators]`. */
function decorate(type, onClass, members) {
  for (const [name, [onMember, ...parameters]] of Object.entries(members)) {
    const descriptor = Object.getOwnPropertyDescriptor(type.prototype, name);
    parameters.forEach((decorator, index) => void decorator(type.prototype, name, index));
    for (const decorator of onMember) decorator(type.prototype, name, descriptor);
  }
  for (const decorator of onClass) decorator(type);
  return type;
}

class Draft {}
IsString()(Draft.prototype, 'title');
IsInt()(Draft.prototype, 'count');

class Gone extends Error {}

/** One for each request that wants it; counts all, and those that were not let go. */
export class Session {
  static made = 0;
  static open = 0;
  constructor() {
    Session.made++;
    Session.open++;
  }
  dispose() {
    Session.open--;
  }
}
Injectable({ scope: 'request' })(Session);

class Plain {
  json(id) {
    return { id, tracked: currentRequest() !== undefined };
  }
  async later(page) {
    await null;
    return { page };
  }
  draft(draft) {
    return { title: draft.title, count: draft.count };
  }
  broken() {
    throw new Error('on purpose');
  }
  missing() {
    throw new NotFoundError();
  }
  gone() {
    throw new Gone();
  }
  async *stream() {
    yield 'a piece, ';
    await null;
    yield 'and another';
  }
  async *brokenStream() {
    yield 'a piece';
    throw new Error('on purpose');
  }
  signal(ctx) {
    ctx.signal.addEventListener('abort', () => {});
    return ctx.body.text().length;
  }
  caught() {
    return { statusCode: 410 };
  }
}
decorate(Plain, [Controller('/plain')], {
  json: [[Get('/json/:id')], Param('id', { type: String })],
  later: [[Get('/later')], Query('page', { type: Number })],
  draft: [[Post('/draft')], Body({ type: Draft })],
  broken: [[Get('/broken')]],
  missing: [[Get('/missing')]],
  gone: [[Get('/gone')]],
  stream: [[Get('/stream')]],
  brokenStream: [[Get('/broken-stream')]],
  signal: [[Get('/signal')], Ctx()],
  caught: [[ErrorHandler(Gone)]],
});

class Scoped {
  constructor(session) {
    this.session = session;
  }
  async home() {
    await null;
    return { hasSession: this.session instanceof Session };
  }
}
Reflect.defineMetadata('design:paramtypes', [Session], Scoped);
decorate(Scoped, [Controller('/scoped')], { home: [[Get('/home')]] });

const silent = () => {};

/** The app; nothing is logged. */
export const app = createApp({
  controllers: [Plain, Scoped],
  middleware: [cors({ origin: 'https://example.com' }), compress(), etag()],
  logger: { debug: silent, info: silent, warn: silent, error: silent },
});

/** An HTTP API's event. */
export function eventOf(method, path, headers = {}, body = undefined) {
  const [rawPath, rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: { host: 'api.example.com', ...headers },
    requestContext: {
      domainName: 'a1.execute-api.eu-west-1.amazonaws.com',
      stage: '$default',
      http: { method, path: rawPath, sourceIp: '192.0.2.1' },
    },
    isBase64Encoded: false,
    ...(body !== undefined && { body }),
  };
}

/** A context whose time is an hour; every invocation that waits gets a deadline. */
export const context = { awsRequestId: 'soak', getRemainingTimeInMillis: () => 3_600_000 };

const json = { 'content-type': 'application/json' };

/** What is sent, in turns: the event, the status it must get, and whether it is streamed. */
export const TURNS = [
  { event: (n) => eventOf('GET', `/plain/json/${n}`), status: 200 },
  { event: (n) => eventOf('GET', `/plain/json/${n}`, { origin: 'https://example.com', 'accept-encoding': 'gzip' }), status: 200 },
  { event: (n) => eventOf('GET', `/plain/later?page=${n}`), status: 200 },
  { event: () => eventOf('GET', '/plain/later?page=none'), status: 400 },
  { event: (n) => eventOf('POST', '/plain/draft', json, JSON.stringify({ title: `title ${n}`, count: n })), status: 200 },
  { event: (n) => eventOf('POST', '/plain/draft', json, JSON.stringify({ title: n, other: 1 })), status: 400 },
  { event: () => eventOf('POST', '/plain/draft', json, '{"title":'), status: 400 },
  { event: () => eventOf('GET', '/plain/broken'), status: 500 },
  { event: () => eventOf('GET', '/plain/missing'), status: 404 },
  { event: () => eventOf('GET', '/plain/gone'), status: 410 },
  { event: (n) => eventOf('GET', `/nowhere/${n}`), status: 404 },
  { event: () => eventOf('DELETE', '/plain/later'), status: 405 },
  {
    event: () => eventOf('OPTIONS', '/plain/later', { origin: 'https://example.com', 'access-control-request-method': 'GET' }),
    status: 204,
  },
  { event: () => eventOf('HEAD', '/plain/later?page=1'), status: 200 },
  { event: () => eventOf('GET', '/scoped/home'), status: 200 },
  { event: () => eventOf('GET', '/plain/signal'), status: 200 },
  { event: () => eventOf('GET', '/plain/stream'), status: 200 },
  { event: () => eventOf('GET', '/plain/stream'), status: 200, isStreamed: true },
  { event: () => eventOf('GET', '/scoped/home'), status: 200, isStreamed: true },
  { event: () => eventOf('GET', '/plain/broken-stream'), status: 200, isStreamed: true, isBroken: true },
];
