// Requests as clients may send them, sensible and not, and an app that looks at every part of them.
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import {
  All,
  type App,
  Body,
  Controller,
  Cookies,
  Ctx,
  createApp,
  ErrorHandler,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  type RequestContext,
  RequestValidationError,
  sse,
} from '../../../src/index.js';
import { compress } from '../../../src/middleware/compress.js';
import { cors } from '../../../src/middleware/cors.js';
import { csrf } from '../../../src/middleware/csrf.js';
import { etag } from '../../../src/middleware/etag.js';
import { securityHeaders } from '../../../src/middleware/security-headers.js';
import { silentLogger } from '../../behaviour/support/silent-logger.js';

class Address {
  @IsString() declare city: string;
}
class Draft {
  @IsString() declare title: string;
  @IsOptional() @IsInt() declare count?: number;
  @IsOptional() @ValidateNested() declare address?: Address;
}
class Page {
  @IsOptional() @IsInt() declare page?: number;
  @IsOptional() @IsString({ each: true }) declare tag?: string[];
}
class Jar {
  @IsOptional() @IsString() declare session?: string;
}

@Controller('/api')
class Api {
  @Get('/items/:id') read(@Param('id') id: number, @Query() page: Page, @Header('x-a') a: string, @Cookies() jar: Jar) {
    return { id, page, a, jar };
  }
  @Post('/items') @HttpCode(201) create(@Body() draft: Draft) {
    return draft;
  }
  @Put('/items/:id(\\d+)') async replace(
    @Param('id') id: bigint,
    @Body() draft: Draft,
    @Headers({ validate: false }) headers: Record<string, string>,
  ) {
    await null;
    return { id: String(id), draft, names: Object.keys(headers ?? {}) };
  }
  @Post('/any') any(@Body({ validate: false }) body: unknown) {
    return { body };
  }
  @Post('/form') async form(@Ctx() { body }: RequestContext) {
    const form = await body.form();
    return [...form.keys()];
  }
  @Get('/events') events(@Query('name') name: string) {
    return sse(
      (async function* () {
        yield { event: 'name', data: name ?? 'nobody' };
      })(),
    );
  }
  @Get('/bytes') async *bytes(ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', 'a=1');
    ctx.res.headers.append('set-cookie', 'b=2');
    yield new Uint8Array([0, 255]);
    yield ctx.path;
  }
  @ErrorHandler(RequestValidationError) invalid(error: RequestValidationError) {
    throw error;
  }
}

@Controller('/rest')
class Rest {
  @All(['/', '/*rest']) all(ctx: RequestContext) {
    const { headers, query, cookies, params, path, clientIp, requestId, body, method } = ctx;
    // The fetch standard refuses some methods, and so does a web Request.
    const url = /^(TRACE|CONNECT)$/.test(method) ? null : ctx.req.url;
    ctx.res.headers.set('x-path', encodeURIComponent(path.toWellFormed()));
    return {
      seen: [[...headers], [...query], [...cookies], params, path, clientIp ?? null, requestId],
      text: body.text(),
      url,
    };
  }
}

/** The app, behind most of the shelf. */
export function anyRequestApp(): App {
  return createApp({
    modules: [{ controllers: [Api], middleware: [csrf({ origin: 'https://example.com' })] }],
    controllers: [Rest],
    middleware: [cors({ origin: ['https://example.com'], credentials: true }), securityHeaders(), compress({ threshold: 100 }), etag()],
    logger: silentLogger,
  });
}

const NASTY = [
  '',
  '%',
  '%zz',
  '%00',
  '%2F',
  '..',
  '.',
  '//',
  '__proto__',
  'constructor',
  '\ud800',
  'é',
  '\u0000',
  'a\r\nb: c',
  ';',
  '"',
  '*',
  '7',
  '1e999',
];
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...NASTY));
const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('api', 'items', 'any', 'form', 'events', 'bytes', 'rest', '7', '77', 'x') },
  { weight: 1, arbitrary: text.map((raw) => raw.replaceAll(/[?#]/g, '')) },
);
const KNOWN = [
  '/api/items/7',
  '/api/items',
  '/api/any',
  '/api/form',
  '/api/events',
  '/api/bytes',
  '/rest',
  '/rest/a',
  '/',
  '/api/items/7?page=2&tag=a&tag=b',
];
const path = fc.oneof(
  fc.constantFrom(...KNOWN),
  fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
);
const CONTENT_TYPES = [
  ...['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.x+json', 'application/x-www-form-urlencoded', 'text/plain'],
  ...[
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    'application/json;',
    ';',
    '',
    ' application/json',
    'application/json; charset=x',
  ],
];
const header = fc.oneof(
  fc.tuple(fc.constant('content-type'), fc.constantFrom(...CONTENT_TYPES)),
  fc.tuple(
    fc.constantFrom('accept', 'accept-encoding'),
    fc.oneof(text, fc.constantFrom('gzip', 'br;q=0.5, *;q=0', '*/*', 'text/*;q=x', 'gzip;q=1;q=2')),
  ),
  fc.tuple(
    fc.constantFrom('origin', 'host', 'x-forwarded-for', 'x-forwarded-proto', 'access-control-request-method'),
    fc.oneof(text, fc.constant('https://example.com')),
  ),
  fc.tuple(
    fc.constantFrom('if-none-match', 'if-modified-since', 'if-match', 'content-length', 'cookie', 'x-a', '__proto__', 'constructor'),
    text,
  ),
  fc.tuple(
    fc.string({ maxLength: 8 }).filter((name) => name !== ''),
    text,
  ),
);
const BODIES = [
  ...[
    '{"title":"x"}',
    '{"title":"x","count":1,"address":{"city":"y"}}',
    '{"title":',
    '[]',
    'null',
    '"x"',
    '1e999',
    '{"__proto__":{"x":1}}',
  ],
  ...['{"constructor":{"prototype":{"x":1}}}', '\ufeff{"title":"x"}', 'title=x&count=2', 'a=%zz', `${'['.repeat(200)}`, '{"address":[]}'],
  '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--\r\n',
];
const body = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...BODIES, undefined) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: text },
);

const wellFormed = text.map((raw) => raw.toWellFormed());
const pairs = fc.array(fc.tuple(fc.oneof(wellFormed, fc.constantFrom('page', 'name', 'tag')), wellFormed), { maxLength: 3 });

/** The fields of an event builder. */
export interface AnyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: [string, string][];
  readonly query: string | [string, string][] | undefined;
  readonly cookies: string[] | undefined;
  readonly body: unknown;
  readonly raw: true;
}

const wild: fc.Arbitrary<AnyRequest> = fc.record({
  method: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('GET', 'POST') },
    {
      weight: 2,
      arbitrary: fc.constantFrom('PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'get', 'TRACE', 'PROPFIND', '__proto__', 'CONNECT'),
    },
  ),
  path,
  headers: fc
    .tuple(
      fc.constantFrom<[string, string][]>(
        [],
        [['content-type', 'application/json']],
        [['content-type', 'application/x-www-form-urlencoded']],
      ),
      fc.array(header, { maxLength: 3 }),
    )
    .map(([type, others]) => [...type, ...others]),
  query: fc.oneof(fc.constantFrom(undefined, '&&=&', 'page=%zz&page=2', 'name=%F0%9F', '__proto__=1&constructor=2', '+=+', '?a=?'), pairs),
  cookies: fc.option(fc.array(fc.oneof(text, fc.constantFrom('session=1', 'a=b; c=d')), { maxLength: 3 }), { nil: undefined }),
  body,
  raw: fc.constant(true),
});

const json: [string, string][] = [['content-type', 'application/json']];
const plain = { headers: [] as [string, string][], query: undefined, cookies: undefined, body: undefined, raw: true } as const;
const SOUND: readonly AnyRequest[] = [
  { ...plain, method: 'GET', path: '/api/items/7', query: 'page=2', cookies: ['session=1'] },
  { ...plain, method: 'GET', path: '/api/items/7', headers: [['if-none-match', '*']] },
  { ...plain, method: 'POST', path: '/api/items', headers: json, body: '{"title":"x"}' },
  { ...plain, method: 'PUT', path: '/api/items/8', headers: json, body: '{"title":"x","address":{"city":"y"}}' },
  { ...plain, method: 'GET', path: '/api/events', query: 'name=x' },
  { ...plain, method: 'GET', path: '/rest/a/b', headers: [['accept-encoding', 'gzip, br']] },
];

/** Any request: half of them sound ones with parts of a wild one, so that they come far. */
export const anyRequest: fc.Arbitrary<AnyRequest> = fc.oneof(
  wild,
  fc
    .tuple(
      fc.constantFrom(...SOUND),
      wild,
      fc.subarray(['method', 'path', 'headers', 'query', 'cookies', 'body'] as const, { maxLength: 3 }),
    )
    .map(([sound, other, parts]) => ({ ...sound, ...Object.fromEntries(parts.map((part) => [part, other[part]])) })),
);
