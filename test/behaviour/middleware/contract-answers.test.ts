// What the shelf promises about answers, clause by clause, whole and streamed.
import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  Body,
  Controller,
  Ctx,
  createApp,
  Delete,
  Get,
  HttpCode,
  HttpResponse,
  type Middleware,
  Options,
  Param,
  Post,
  Put,
  type RequestContext,
  serializeCookie,
  sse,
  UseGuards,
  UseMiddleware,
} from '../../../src/index.js';
import { bearer } from '../../../src/middleware/auth.js';
import { cacheControl, responseCache } from '../../../src/middleware/cache.js';
import { compress } from '../../../src/middleware/compress.js';
import { cors } from '../../../src/middleware/cors.js';
import { etag, requireMatch } from '../../../src/middleware/etag.js';
import { securityHeaders } from '../../../src/middleware/security-headers.js';
import { silentLogger } from '../support/silent-logger.js';
import { type Answer, WAYS } from './support/ways.js';

const SITE = 'https://shop.example.com';
const EVIL = 'https://evil.example';
const LONG = 'All work and no play makes a long answer. '.repeat(100);

const accessHeaders = ({ headers }: Answer) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));
const varyOf = ({ headers }: Answer) => (headers.vary ?? '').split(', ').filter((name) => name !== '');
/** An outer middleware that says beforehand that answers differ by tenant. */
const byTenant: Middleware = ({ reqCtx, next }) => {
  reqCtx.res.headers.append('vary', 'X-Tenant');
  void next();
};

/** The same object for every request: nobody may change it. */
const SHARED = new HttpResponse(LONG, { headers: { 'content-type': 'text/plain', vary: 'Accept-Language' } });

let calls: string[];
beforeEach(() => {
  calls = [];
});

@Controller('/things')
class Things {
  @Get()
  list() {
    calls.push('list');
    return [1];
  }

  @Post()
  add() {
    calls.push('add');
    return { added: true };
  }

  @Put('/:id')
  @HttpCode(200)
  replace(@Param('id') id: string, @Body({ validate: false }) _draft: unknown, @Ctx() reqCtx: RequestContext) {
    requireMatch(reqCtx, id === 'new' ? undefined : '"v2"', { required: id === 'strict' });
    calls.push('replace');
    return { replaced: id };
  }

  @Delete('/:id')
  remove(@Ctx() reqCtx: RequestContext) {
    requireMatch(reqCtx, 'v2');
    calls.push('remove');
  }

  @Get('/shared')
  shared() {
    calls.push('shared');
    return SHARED;
  }

  @Get('/long')
  long() {
    return LONG;
  }

  @Get('/broken')
  broken() {
    throw new Error('secret');
  }

  @Get('/guarded')
  @UseGuards(() => false)
  guarded() {
    return 'never';
  }

  @Options('/own')
  own() {
    return { own: true };
  }

  @Get('/stream')
  stream() {
    return Readable.from([LONG, LONG]);
  }

  @Get('/events')
  events() {
    return sse(
      (async function* () {
        yield LONG;
      })(),
    );
  }

  @Get('/described/:what')
  described(@Param('what') what: string) {
    const kinds: Record<string, { status?: number; headers: Record<string, string> }> = {
      partial: { status: 206, headers: { 'content-range': 'bytes 0-9/99' } },
      encoded: { headers: { 'content-encoding': 'gzip' } },
      'no-transform': { headers: { 'cache-control': 'public, No-Transform' } },
      png: { headers: { 'content-type': 'image/png' } },
      tagged: { headers: { etag: '"own"', 'accept-ranges': 'bytes', 'content-digest': 'sha-256=:x:', 'repr-digest': 'sha-256=:x:' } },
      weak: { headers: { etag: 'W/"own"' } },
      dated: { headers: { 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT' } },
      created: { status: 201, headers: {} },
    };
    return new HttpResponse(LONG, { headers: { 'content-type': 'text/plain' }, ...kinds[what] });
  }

  @Get('/kept')
  kept() {
    const headers: [string, string][] = [
      ['cache-control', 'max-age=5'],
      ['content-location', '/things/kept'],
      ['date', 'Wed, 21 Oct 2015 07:28:00 GMT'],
      ['expires', 'Wed, 21 Oct 2015 08:28:00 GMT'],
      ['vary', 'Accept-Language'],
      ['etag', '"kept"'],
      ['set-cookie', serializeCookie('a', '1')],
      ['set-cookie', serializeCookie('b', '2')],
      ['content-language', 'en'],
      ['content-type', 'text/plain'],
    ];
    return new HttpResponse('kept', { headers });
  }

  @Get('/says/:directive')
  says(@Param('directive') directive: string) {
    calls.push(directive);
    const headers: Record<string, string> = directive === 'cookie' ? { 'set-cookie': 'a=1' } : { 'cache-control': directive };
    return new HttpResponse('said', { headers: directive === 'star' ? { vary: '*' } : headers });
  }

  @Get('/spoken')
  spoken(@Ctx() reqCtx: RequestContext) {
    calls.push('spoken');
    reqCtx.res.headers.append('vary', 'Accept-Language');
    return `in ${reqCtx.headers.get('accept-language')}`;
  }
}

describe.each(WAYS)('through $name', ({ name, open, isStreamed }) => {
  const withAll = (...middleware: Middleware[]) => open({ controllers: [Things], middleware });
  const preflight = (method = 'GET', headers: Record<string, string> = {}) => ({
    headers: { origin: SITE, 'access-control-request-method': method, ...headers },
  });

  describe('cors', () => {
    it.each<[string, Parameters<typeof cors>[0], string, string | undefined]>([
      ['by default', undefined, EVIL, '*'],
      ["'*'", { origin: '*' }, EVIL, '*'],
      ['one origin', { origin: SITE }, SITE, SITE],
      ['one origin, in another case', { origin: 'HTTPS://Shop.Example.com' }, SITE, SITE],
      ['one origin, with the port of its scheme', { origin: `${SITE}:443` }, SITE, SITE],
      ['another origin', { origin: SITE }, EVIL, undefined],
      ['a list', { origin: ['https://a.example', SITE] }, SITE, SITE],
      ['an empty list', { origin: [] }, SITE, undefined],
      ['a RegExp', { origin: /^https:\/\/shop\./ }, SITE, SITE],
      ['a RegExp of another', { origin: /^https:\/\/shop\./ }, EVIL, undefined],
      ['a wildcard', { origin: 'https://*.example.com' }, SITE, SITE],
      ['a wildcard for one label only', { origin: 'https://*.example.com' }, 'https://a.b.example.com', undefined],
      ['a wildcard without its label', { origin: 'https://*.example.com' }, 'https://example.com', undefined],
      ['a wildcard at the end of another host', { origin: 'https://*.example.com' }, 'https://evilexample.com', undefined],
      ['a wildcard with another scheme', { origin: 'https://*.example.com' }, 'http://shop.example.com', undefined],
      ['a wildcard, for null', { origin: ['https://*.example.com', /.*/] }, 'null', undefined],
      ['null by name', { origin: 'null' }, 'null', 'null'],
      ['a function', { origin: () => true }, SITE, SITE],
      ['a function that refuses', { origin: () => false }, SITE, undefined],
      ['a function with a text', { origin: () => 'https://other.example' }, SITE, 'https://other.example'],
      ['a promise', { origin: async (origin, reqCtx) => origin === SITE && reqCtx.path === '/things' }, SITE, SITE],
      ['a promise that refuses', { origin: async () => undefined }, SITE, undefined],
    ])('compares with %s', async (_what, options, origin, allowed) => {
      const answer = await withAll(cors(options))('GET', '/things', { headers: { origin } });

      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, allowed]);
      expect(varyOf(answer)).toEqual(['Origin']);
      if (allowed === undefined) expect(accessHeaders(answer)).toEqual([]);
    });

    it.each([undefined, { origin: SITE, credentials: true }, { origin: () => true }])(
      'gives no header but Vary without Origin, which the answer depends on (%j)',
      async (options) => {
        const answer = await withAll(cors(options))('GET', '/things');

        expect(accessHeaders(answer)).toEqual([]);
        expect(varyOf(answer)).toEqual(['Origin']);
      },
    );

    it.each([
      ['GET', '/things/broken', 500],
      ['GET', '/things/nothing/here', 404],
      ['GET', '/things/guarded', 403],
      ['PATCH', '/things', 405],
      ['HEAD', '/things', 200],
    ])('is on the answer to %s %s: %i', async (method, path, status) => {
      const answer = await withAll(cors({ origin: SITE, credentials: true, exposeHeaders: ['X-A', 'X-B'] }))(method, path, {
        headers: { origin: SITE },
      });

      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': SITE,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'X-A, X-B',
        vary: 'Origin',
      });
    });

    it('says no more than it is told to say', async () => {
      const origin = 'access-control-allow-origin';
      const plain = await withAll(cors({ origin: SITE }))('GET', '/things', { headers: { origin: SITE } });
      const silent = await withAll(cors({ origin: SITE, methods: [], allowHeaders: [] }))('OPTIONS', '/things', preflight());
      const refused = await withAll(cors({ origin: SITE, credentials: true, exposeHeaders: ['X-A'] }))('GET', '/things', {
        headers: { origin: EVIL },
      });

      expect([plain, silent, refused].map(accessHeaders)).toEqual([[origin], [origin], []]);
    });

    it('takes no other method for a preflight', async () => {
      const answer = await withAll(cors({ origin: SITE }))('GET', '/things', preflight());

      expect([answer.status, answer.json(), answer.headers['access-control-allow-methods']]).toEqual([200, [1], undefined]);
    });

    it('is on a 401, and answers preflights of routes that need a token', async () => {
      const ask = withAll(cors({ origin: SITE }), bearer({ verify: () => undefined }));
      const refused = await ask('GET', '/things', { headers: { origin: SITE } });

      expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, SITE]);
      expect((await ask('OPTIONS', '/things', preflight())).status).toBe(204);
    });

    it('answers a preflight with all it has to say', async () => {
      const options = { origin: SITE, credentials: true, maxAge: 600, exposeHeaders: ['X-A'], allowHeaders: ['X-One', 'X-Two'] };
      const answer = await withAll(cors(options))('OPTIONS', '/things', preflight('POST', { 'access-control-request-headers': 'x-one' }));

      expect([answer.status, answer.text(), calls]).toEqual([204, '', []]);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': SITE,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
        'access-control-allow-headers': 'X-One, X-Two',
        'access-control-max-age': '600',
        vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
      });
      expect(answer.headers).not.toHaveProperty('content-type');
      expect(answer.headers).not.toHaveProperty('access-control-expose-headers');
    });

    it('has the defaults of the contract', async () => {
      const { headers } = await withAll(cors())('OPTIONS', '/things', preflight());

      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
        'access-control-allow-headers': 'Authorization, Content-Type, X-Amz-Date, X-Api-Key, X-Amz-Security-Token',
      });
      for (const name of ['credentials', 'max-age', 'private-network']) expect(headers).not.toHaveProperty(`access-control-allow-${name}`);
      expect(headers).not.toHaveProperty('access-control-max-age');
    });

    it('answers a preflight for headers outside the list with the list', async () => {
      const answer = await withAll(cors())('OPTIONS', '/things', preflight('POST', { 'access-control-request-headers': 'x-secret' }));

      expect([answer.status, answer.headers['access-control-allow-headers']?.toLowerCase().includes('x-secret')]).toEqual([204, false]);
    });

    it('answers a preflight from elsewhere with 204 and Vary only', async () => {
      const answer = await withAll(cors({ origin: SITE, credentials: true }))('OPTIONS', '/things', preflight('GET', { origin: EVIL }));

      expect([answer.status, accessHeaders(answer)]).toEqual([204, []]);
      expect(varyOf(answer)).toContain('Origin');
    });

    it('answers preflights of guarded routes, and leaves those of unknown paths and any other OPTIONS to the router', async () => {
      const ask = withAll(cors({ origin: SITE }));
      const noOrigin = { headers: { 'access-control-request-method': 'GET' } };
      const noMethod = { headers: { origin: SITE } };

      expect((await ask('OPTIONS', '/things/guarded', preflight())).status).toBe(204);
      expect((await ask('OPTIONS', '/things/no/such', preflight())).status).toBe(404);
      for (const sent of [noOrigin, noMethod]) {
        const implied = await ask('OPTIONS', '/things', sent);
        expect([implied.status, implied.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
        expect((await ask('OPTIONS', '/things/own', sent)).json()).toEqual({ own: true });
      }
      expect((await ask('OPTIONS', '/things/own', preflight())).text()).toBe('');
    });

    it('allows a private network only where that was chosen', async () => {
      const asked = preflight('GET', { 'access-control-request-private-network': 'true' });
      const name = 'access-control-allow-private-network';

      expect((await withAll(cors({ privateNetwork: true }))('OPTIONS', '/things', asked)).headers[name]).toBe('true');
      expect((await withAll(cors())('OPTIONS', '/things', asked)).headers).not.toHaveProperty(name);
      expect((await withAll(cors({ privateNetwork: true }))('OPTIONS', '/things', preflight())).headers).not.toHaveProperty(name);
    });

    it('adds to Vary, on preflights too, and changes no response that it does not own', async () => {
      const ask = withAll(byTenant, cors({ origin: SITE }));

      expect(varyOf(await ask('GET', '/things'))).toEqual(['X-Tenant', 'Origin']);
      expect((await ask('OPTIONS', '/things', preflight())).headers.vary).toBe(
        'X-Tenant, Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
      );
      const shared = await ask('GET', '/things/shared', { headers: { origin: SITE } });
      expect(varyOf(shared)).toEqual(expect.arrayContaining(['Accept-Language', 'Origin']));
      expect([...SHARED.headers]).toEqual([
        ['content-type', 'text/plain'],
        ['vary', 'Accept-Language'],
      ]);
    });

    it('on a controller or a method takes the place of the outer one, preflights included', async () => {
      @Controller('/nested')
      @UseMiddleware(cors({ origin: 'https://class.example' }))
      class Nested {
        @Get()
        read() {
          return 1;
        }

        @Post()
        @UseMiddleware(cors({ origin: 'https://method.example', credentials: true }))
        write() {
          return 2;
        }
      }
      const ask = open({ controllers: [Nested, Things], middleware: [cors({ origin: SITE })] });
      const allowed = async (method: string, origin: string, wanted?: string) => {
        const headers = { origin, ...(wanted && { 'access-control-request-method': wanted }) };
        return (await ask(method, '/nested', { headers })).headers['access-control-allow-origin'];
      };
      const origins = [SITE, 'https://class.example', 'https://method.example'];
      const allowedOf = (method: string, wanted?: string) => Promise.all(origins.map((origin) => allowed(method, origin, wanted)));

      expect(await allowedOf('GET')).toEqual([undefined, 'https://class.example', undefined]);
      expect(await allowedOf('POST')).toEqual([undefined, undefined, 'https://method.example']);
      expect(await allowedOf('OPTIONS', 'GET')).toEqual([undefined, 'https://class.example', undefined]);
      expect(await allowedOf('OPTIONS', 'POST')).toEqual([undefined, undefined, 'https://method.example']);
      expect((await ask('GET', '/things', { headers: { origin: SITE } })).headers['access-control-allow-origin']).toBe(SITE);
    });
  });

  describe('compress', () => {
    // Function URLs undo the encoding of what is streamed through them.
    const encodes = name !== 'a stream of a function URL';
    const accepting = (encodings: string | undefined) => ({ headers: { 'accept-encoding': encodings } });

    it.each([
      ['gzip;q=0, br', 'br'],
      ['br;q=0.5, gzip', 'gzip'],
      ['gzip, br', 'br'],
      ['gzip, deflate, zstd', 'zstd'],
      ['deflate, gzip', 'gzip'],
      ['x-gzip', 'gzip'],
      ['GZIP', 'gzip'],
      ['*', 'br'],
      ['*;q=0.1, gzip;q=0.5', 'gzip'],
      ['br;q=0, *', 'zstd'],
      ['*;q=0', undefined],
      ['identity', undefined],
      ['identity;q=0', undefined],
      ['identity, gzip;q=0.5', undefined],
      ['gzip;q=0', undefined],
      ['compress', undefined],
      ['', undefined],
      [undefined, undefined],
    ])('chooses for %p the encoding %p', async (accepted, encoding) => {
      const answer = await withAll(compress())('GET', '/things/long', accepting(accepted));

      expect(answer.headers['content-encoding']).toBe(encodes ? encoding : undefined);
      expect(varyOf(answer)).toEqual(encodes ? ['Accept-Encoding'] : []);
    });

    it('decides ties by the order of its options, and gives what it says', async () => {
      const gzip = await withAll(compress({ encodings: ['gzip', 'br'] }))('GET', '/things/long', accepting('br, gzip'));
      const br = await withAll(compress({ encodings: ['br'] }))('GET', '/things/broken', accepting('br, gzip'));

      expect(gzip.headers['content-encoding']).toBe(encodes ? 'gzip' : undefined);
      expect(encodes ? gunzipSync(gzip.bytes()).toString() : gzip.text()).toBe(LONG);
      expect([br.status, br.headers['content-encoding']]).toEqual([500, undefined]);
    });

    it.each(['partial', 'encoded', 'no-transform', 'png'])('leaves an answer alone that is %s', async (what) => {
      const { headers } = await withAll(compress())('GET', `/things/described/${what}`, accepting('br'));

      expect([headers['content-encoding'], headers.vary]).toEqual([what === 'encoded' ? 'gzip' : undefined, undefined]);
    });

    it('leaves event streams alone', async () => {
      expect((await withAll(compress())('GET', '/things/events', accepting('br'))).headers).not.toHaveProperty('content-encoding');
    });

    it('leaves small bodies alone, those of its threshold not', async () => {
      const at = async (threshold: number) =>
        (await withAll(compress({ threshold }))('GET', '/things/long', accepting('br'))).headers['content-encoding'];

      expect(await at(LONG.length + 1)).toBeUndefined();
      expect(await at(LONG.length)).toBe(encodes ? 'br' : undefined);
    });

    it('weakens a strong ETag, keeps a weak one, and drops what speaks of the bytes before', async () => {
      const tagged = await withAll(compress())('GET', '/things/described/tagged', accepting('br'));
      const weak = await withAll(compress())('GET', '/things/described/weak', accepting('br'));

      expect(tagged.headers.etag).toBe(encodes ? 'W/"own"' : '"own"');
      expect(weak.headers.etag).toBe('W/"own"');
      for (const header of ['accept-ranges', 'content-length', 'repr-digest', 'content-digest']) {
        expect([header, header in tagged.headers && encodes]).toEqual([header, false]);
      }
    });

    it('gives HEAD Vary and no encoding', async () => {
      const { headers } = await withAll(compress())('HEAD', '/things/long', accepting('br'));

      expect(headers).not.toHaveProperty('content-encoding');
      expect(headers.vary).toBe(encodes ? 'Accept-Encoding' : undefined);
    });

    it('adds to Vary, and changes no response that it does not own', async () => {
      const answer = await withAll(byTenant, compress(), cors({ origin: SITE }))('GET', '/things/shared', accepting('gzip'));

      expect(varyOf(answer)).toEqual(expect.arrayContaining(['Accept-Language', 'Origin']));
      expect(SHARED.headers.get('content-encoding')).toBeNull();
      expect(SHARED.headers.get('vary')).toBe('Accept-Language');
    });

    it('encodes streams except where they would be decoded on their way', async () => {
      const answer = await withAll(compress())('GET', '/things/stream', accepting('br'));
      const encoding = answer.headers['content-encoding'];

      expect(encoding).toBe(encodes ? 'br' : undefined);
      expect(encodes ? brotliDecompressSync(answer.bytes()).toString() : answer.text()).toBe(LONG + LONG);
    });
  });

  describe('etag', () => {
    const tagOf = async (path: string, options?: Parameters<typeof etag>[0]) => (await withAll(etag(options))('GET', path)).headers.etag;

    it('tags GET and HEAD of 2xx', async () => {
      expect(await tagOf('/things')).toMatch(/^"[^"]+"$/);
      expect(await tagOf('/things', { weak: true })).toMatch(/^W\/"[^"]+"$/);
      expect(await tagOf('/things/described/created')).toMatch(/^"/);
      expect((await withAll(etag())('HEAD', '/things')).headers.etag).toBe(await tagOf('/things'));
      expect(await tagOf('/things/described/tagged')).toBe('"own"');
      for (const path of ['/things/broken', '/nowhere']) expect(await tagOf(path)).toBeUndefined();
      if (isStreamed) expect(await tagOf('/things/stream')).toBeUndefined();
      expect((await withAll(etag())('POST', '/things')).headers).not.toHaveProperty('etag');
    });

    it.each([
      ['"kept"', 304],
      ['W/"kept"', 304],
      ['"a" , W/"kept"', 304],
      ['"a","b"', 200],
      ['*', 304],
      ['kept', 200],
      ['"Kept"', 200],
    ])('answers If-None-Match: %s with %i', async (sent, status) => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await withAll(etag())(method, '/things/kept', { headers: { 'if-none-match': sent } });
        expect(answer.status).toBe(status);
      }
    });

    it('keeps on a 304 what caches and scripts need, and drops what describes a body', async () => {
      const ask = withAll(cors({ origin: SITE, credentials: true }), compress(), etag());
      const answer = await ask('GET', '/things/kept', { headers: { 'if-none-match': '"kept"', origin: SITE } });

      expect([answer.status, answer.text(), answer.cookies]).toEqual([
        304,
        '',
        ['a=1', 'b=2'].map((cookie) => expect.stringContaining(cookie)),
      ]);
      expect(answer.headers).toMatchObject({
        'cache-control': 'max-age=5',
        'content-location': '/things/kept',
        date: 'Wed, 21 Oct 2015 07:28:00 GMT',
        etag: '"kept"',
        expires: 'Wed, 21 Oct 2015 08:28:00 GMT',
        'access-control-allow-origin': SITE,
        'access-control-allow-credentials': 'true',
      });
      expect(varyOf(answer)).toEqual(expect.arrayContaining(['Accept-Language', 'Origin']));
      for (const name of ['content-type', 'content-language', 'content-length']) expect(answer.headers).not.toHaveProperty(name);
    });

    it('looks at If-Modified-Since only without If-None-Match, in whole seconds', async () => {
      const ask = withAll(etag());
      const since = 'Wed, 21 Oct 2015 07:28:00 GMT';
      const status = async (headers: Record<string, string>) => (await ask('GET', '/things/described/dated', { headers })).status;

      expect(await status({ 'if-modified-since': since })).toBe(304);
      expect(await status({ 'if-modified-since': 'Wed, 21 Oct 2015 07:27:59 GMT' })).toBe(200);
      expect(await status({ 'if-modified-since': since, 'if-none-match': '"other"' })).toBe(200);
      expect(await status({ 'if-modified-since': 'yesterday' })).toBe(200);
    });
  });

  describe('requireMatch', () => {
    it.each<[string, string, string | undefined, number]>([
      ['PUT', '/things/1', undefined, 200],
      ['PUT', '/things/strict', undefined, 428],
      ['PUT', '/things/strict', '"v2"', 200],
      ['PUT', '/things/1', '"v1"', 412],
      ['PUT', '/things/1', 'W/"v2"', 412],
      ['PUT', '/things/1', '"v1", "v2"', 200],
      ['PUT', '/things/1', '*', 200],
      ['PUT', '/things/new', '*', 412],
      ['PUT', '/things/new', undefined, 200],
      ['DELETE', '/things/1', '"v2"', 204],
      ['DELETE', '/things/1', 'v2', 412],
    ])('%s %s with If-Match: %s is %i, before anything was done', async (method, path, tag, status) => {
      const answer = await withAll()(method, path, { headers: { 'if-match': tag }, ...(method === 'PUT' && { body: {} }) });

      expect(answer.status).toBe(status);
      expect(calls).toHaveLength(status < 300 ? 1 : 0);
    });
  });

  describe('responseCache', () => {
    it('answers with what it kept, with Age and X-Cache', async () => {
      const ask = withAll(responseCache({ ttlSeconds: 60 }));
      const first = await ask('GET', '/things');
      const second = await ask('GET', '/things');

      expect([first.headers['x-cache'], second.headers['x-cache'], second.headers.age, calls]).toEqual(['MISS', 'HIT', '0', ['list']]);
      expect(second.json()).toEqual(first.json());
      expect((await ask('POST', '/things')).headers).not.toHaveProperty('x-cache');
    });

    it.each(['cookie', 'private', 'no-store', 'star'])('refuses an answer that says %s', async (directive) => {
      const ask = withAll(responseCache({ ttlSeconds: 60 }));
      for (const _time of [1, 2]) expect((await ask('GET', `/things/says/${directive}`)).headers['x-cache']).toBe('MISS');

      expect(calls).toHaveLength(2);
    });

    it('refuses requests with Authorization unless a key says otherwise', async () => {
      const sent = { headers: { authorization: 'Bearer a' } };
      const refusing = withAll(responseCache({ ttlSeconds: 60 }));
      const keeping = withAll(responseCache({ ttlSeconds: 60, key: (reqCtx) => reqCtx.headers.get('authorization') ?? '' }));
      for (const ask of [refusing, refusing, keeping, keeping]) await ask('GET', '/things', sent);

      expect(calls).toHaveLength(3);
    });

    it("keeps variants by the handler's own Vary apart, and what others added to it", async () => {
      const ask = withAll(byTenant, responseCache({ ttlSeconds: 60 }));
      const inLanguage = (language: string) => ask('GET', '/things/spoken', { headers: { 'accept-language': language } });
      const [english, german, again] = [await inLanguage('en'), await inLanguage('de'), await inLanguage('en')];

      expect([english, german, again].map((answer) => answer.text())).toEqual(['in en', 'in de', 'in en']);
      expect(calls).toHaveLength(2);
      expect(again.headers['x-cache']).toBe('HIT');
      expect(varyOf(again).sort()).toEqual(varyOf(english).sort());
    });

    it('gives away no response that it does not own', async () => {
      const ask = withAll(responseCache({ ttlSeconds: 60 }));
      for (const _time of [1, 2, 3]) await ask('GET', '/things/shared');

      expect([calls.length, SHARED.headers.has('age'), SHARED.headers.has('x-cache')]).toEqual([1, false, false]);
    });
  });

  describe('cacheControl', () => {
    it.each<[Parameters<typeof cacheControl>[0], string]>([
      ['no-store', 'no-store'],
      [
        { public: true, maxAge: 60, sMaxAge: 120, staleWhileRevalidate: 30, immutable: true },
        'public, max-age=60, s-maxage=120, stale-while-revalidate=30, immutable',
      ],
      [{ private: true, noCache: true, mustRevalidate: true }, 'private, no-cache, must-revalidate'],
      [{ noStore: true }, 'no-store'],
    ])('%j', async (directives, expected) => {
      expect((await withAll(cacheControl(directives))('GET', '/things')).headers['cache-control']).toBe(expected);
    });
  });

  describe('securityHeaders', () => {
    it.each([
      ['GET', '/things', 200],
      ['GET', '/things/broken', 500],
      ['GET', '/nowhere', 404],
      ['PATCH', '/things', 405],
    ])('sets what APIs need on %s %s', async (method, path, status) => {
      const answer = await withAll(securityHeaders())(method, path);

      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    });

    it('sets a text and removes with false', async () => {
      const { headers } = await withAll(
        securityHeaders({
          contentSecurityPolicy: "default-src 'self'",
          strictTransportSecurity: false,
          referrerPolicy: 'same-origin',
          xContentTypeOptions: false,
          xFrameOptions: 'SAMEORIGIN',
          permissionsPolicy: 'camera=()',
          crossOriginOpenerPolicy: 'same-origin',
          crossOriginResourcePolicy: 'same-site',
        }),
      )('GET', '/things');

      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'self'",
        'referrer-policy': 'same-origin',
        'x-frame-options': 'SAMEORIGIN',
        'permissions-policy': 'camera=()',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-site',
      });
      expect(headers).not.toHaveProperty('strict-transport-security');
      expect(headers).not.toHaveProperty('x-content-type-options');
    });
  });
});

it('leaves everything to an app that uses none of it', async () => {
  const plain = createApp({ controllers: [Things], logger: silentLogger });
  const answer = await WAYS[1]!.open(plain)('GET', '/things', { headers: { origin: SITE, 'accept-encoding': 'br' } });

  expect(Object.keys(answer.headers)).toEqual(['content-type']);
});
