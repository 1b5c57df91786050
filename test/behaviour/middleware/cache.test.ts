import {
  Controller,
  Ctx,
  createApp,
  Get,
  Head,
  HttpResponse,
  type Middleware,
  NotFoundError,
  Post,
  type RequestContext,
  UseMiddleware,
} from '../../../src/index.js';
import { type CacheEntry, type CacheStore, cacheControl, memoryCache, responseCache } from '../../../src/middleware/cache.js';
import { compress } from '../../../src/middleware/compress.js';
import { cors } from '../../../src/middleware/cors.js';
import { etag } from '../../../src/middleware/etag.js';
import { requestId } from '../../../src/middleware/request-id.js';
import { securityHeaders } from '../../../src/middleware/security-headers.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { recordingLogger, silentLogger } from '../support/silent-logger.js';

/** Counts how often each handler ran, so that a hit can be told from a miss by its body. */
class Counted {
  runs = 0;
  next(headers: Record<string, string | string[]> = {}) {
    this.runs += 1;
    return new HttpResponse(`run ${this.runs}`, { headers });
  }
}

@Controller('/')
class Things extends Counted {
  @Get('/plain')
  plain() {
    return this.next();
  }

  @Get('/long')
  long() {
    this.runs += 1;
    return 'long '.repeat(100);
  }

  @Get('/json')
  json() {
    this.runs += 1;
    return { run: this.runs };
  }

  @Get('/bytes')
  bytes() {
    this.runs += 1;
    return Buffer.from([this.runs, 0, 255]);
  }

  @Get('/cookie')
  cookie() {
    return this.next({ 'set-cookie': 'session=1' });
  }

  @Get('/says/:directive')
  says(@Ctx() reqCtx: RequestContext) {
    return this.next({ 'cache-control': decodeURIComponent(reqCtx.params.directive ?? '') });
  }

  @Get('/aged')
  aged() {
    return this.next({ age: '30', 'cache-control': 'max-age=60' });
  }

  @Get('/varies/:names')
  varies(@Ctx() reqCtx: RequestContext) {
    return this.next({ vary: reqCtx.params.names ?? '' });
  }

  @Get('/missing')
  missing() {
    this.runs += 1;
    throw new NotFoundError(`run ${this.runs}`);
  }

  @Get('/created')
  created() {
    this.runs += 1;
    return new HttpResponse(`run ${this.runs}`, { status: 201 });
  }

  @Post('/plain')
  post() {
    return this.next();
  }

  @Head('/head')
  head() {
    return this.next({ 'x-run': String(this.runs + 1) });
  }

  @Get('/stream')
  async *stream() {
    this.runs += 1;
    yield `run ${this.runs}`;
  }
}

const appWith = (...middleware: Middleware[]) => createApp({ controllers: [Things], middleware, logger: silentLogger });
const cached = (options: Partial<Parameters<typeof responseCache>[0]> = {}) => responseCache({ ttlSeconds: 60, ...options });
const withHeaders = (headers: Record<string, string>) => ({ headers });

async function bodiesOf(api: ReturnType<typeof clientOf>, path: string, ...requests: Record<string, string>[]): Promise<string[]> {
  const bodies: string[] = [];
  for (const headers of requests) {
    const answer = await api.get(path, { headers });
    bodies.push(`${answer.text()} ${answer.headers['x-cache']}`);
  }
  return bodies;
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'hrtime'] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe.each(EVERY_SOURCE)('responseCache through $name', (over) => {
  it('answers with what it kept, and says how old that is', async () => {
    const api = clientOf(appWith(cached()), over);
    const first = await api.get('/json');
    jest.advanceTimersByTime(12_500);
    const second = await api.get('/json');

    expect(first.headers).toMatchObject({ 'x-cache': 'MISS', 'content-type': 'application/json' });
    expect(first.headers.age).toBeUndefined();
    expect(second.headers).toMatchObject({ 'x-cache': 'HIT', age: '12', 'content-type': 'application/json' });
    expect([second.status, second.json()]).toEqual([200, { run: 1 }]);
  });

  it('asks again when that is too old', async () => {
    const api = clientOf(appWith(cached()), over);
    await api.get('/plain');
    jest.advanceTimersByTime(60_000);

    expect((await api.get('/plain')).text()).toBe('run 2');
  });

  it('keeps bytes as they are', async () => {
    const api = clientOf(appWith(cached()), over);
    await api.get('/bytes');

    expect([...(await api.get('/bytes')).bytes()]).toEqual([1, 0, 255]);
  });
});

describe('responseCache', () => {
  it('tells queries and hosts apart', async () => {
    const api = clientOf(appWith(cached()));

    expect(await bodiesOf(api, '/plain?a=1', {}, {})).toEqual(['run 1 MISS', 'run 1 HIT']);
    expect(await bodiesOf(api, '/plain?a=2', {}, {})).toEqual(['run 2 MISS', 'run 2 HIT']);
    expect(await bodiesOf(api, '/plain?a=1', { host: 'other.example.com' })).toEqual(['run 3 MISS']);
  });

  it('tells schemes apart, so that nobody chooses the links that others are given', async () => {
    @Controller('/')
    class Linked {
      @Get('/links')
      links(@Ctx() reqCtx: RequestContext) {
        return reqCtx.req.url;
      }
    }
    const client = clientOf({ controllers: [Linked], middleware: [responseCache({ ttlSeconds: 60 })], logger: silentLogger });
    const linksFor = async (headers: Record<string, string>) =>
      (await client.get('/links', { headers: { host: 'api.example.com', ...headers } })).text();
    expect(await linksFor({ 'x-forwarded-proto': 'http' })).toBe('http://api.example.com/links');
    expect(await linksFor({ 'x-forwarded-proto': 'https' })).toBe('https://api.example.com/links');
  });

  it('tells GET and HEAD apart, and gives HEAD no body', async () => {
    const api = clientOf(appWith(cached()));
    await api.head('/head');
    const again = await api.head('/head');
    await api.get('/plain');
    const head = await api.head('/plain');

    expect(again.headers).toMatchObject({ 'x-cache': 'HIT', 'x-run': '1' });
    expect([head.headers['x-cache'], head.text()]).toEqual(['MISS', '']);
  });

  it('leaves other methods alone', async () => {
    const api = clientOf(appWith(cached()));
    await api.get('/plain');
    const answer = await api.post('/plain');

    expect([answer.text(), answer.headers['x-cache']]).toEqual(['run 2', undefined]);
  });

  it.each(['/cookie', '/missing', '/created', '/says/private', '/says/no-store', '/says/no-cache', '/says/max-age=0', '/varies/*'])(
    'never keeps %s',
    async (path) => {
      const api = clientOf(appWith(cached()));
      const bodies = [await api.get(path), await api.get(path)];

      expect(bodies.map(({ headers }) => headers['x-cache'])).toEqual(['MISS', 'MISS']);
      expect(bodies[1]!.text()).toContain('run 2');
    },
  );

  it.each(['Cookie', 'Authorization', 'Accept, cookie'])('never keeps what varies by %s', async (names) => {
    const api = clientOf(appWith(cached()));

    expect(await bodiesOf(api, `/varies/${names.replace(', ', '%2C')}`, {}, {})).toEqual(['run 1 MISS', 'run 2 MISS']);
  });

  it('keeps an answer no longer than it says itself', async () => {
    const api = clientOf(appWith(cached()));
    for (const path of ['/says/max-age=10', '/says/s-maxage=10%2C%20max-age=5', '/says/max-age=600']) await api.get(path);
    jest.advanceTimersByTime(9000);
    const early = [await api.get('/says/max-age=10'), await api.get('/says/s-maxage=10%2C%20max-age=5')];
    jest.advanceTimersByTime(1000);
    const late = [await api.get('/says/max-age=10'), await api.get('/says/s-maxage=10%2C%20max-age=5'), await api.get('/says/max-age=600')];

    expect(early.map(({ headers }) => headers['x-cache'])).toEqual(['HIT', 'HIT']);
    expect(late.map(({ headers }) => headers['x-cache'])).toEqual(['MISS', 'MISS', 'HIT']);
  });

  it('counts the age that an answer came with', async () => {
    const api = clientOf(appWith(cached()));
    await api.get('/aged');
    jest.advanceTimersByTime(29_000);
    const hit = await api.get('/aged');
    jest.advanceTimersByTime(1000);

    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', age: '59' });
    expect((await api.get('/aged')).headers['x-cache']).toBe('MISS');
  });

  it("keeps the variants of the handler's own Vary apart", async () => {
    const api = clientOf(appWith(cached()));
    const [en, de, none] = [{ 'accept-language': 'en' }, { 'accept-language': 'de' }, {}];

    expect(await bodiesOf(api, '/varies/accept-language', en, de, none, en, de, none)).toEqual([
      'run 1 MISS',
      'run 2 MISS',
      'run 3 MISS',
      'run 1 HIT',
      'run 2 HIT',
      'run 3 HIT',
    ]);
  });

  it('keeps apart what its options say, which the answer need not', async () => {
    const api = clientOf(appWith(cached({ vary: ['X-Tenant'] })));

    expect(await bodiesOf(api, '/plain', { 'x-tenant': 'a' }, { 'x-tenant': 'b' }, { 'x-tenant': 'a' }, {})).toEqual([
      'run 1 MISS',
      'run 2 MISS',
      'run 1 HIT',
      'run 3 MISS',
    ]);
  });

  it('keeps headers that middleware further in completes', async () => {
    const api = clientOf(appWith(cached(), securityHeaders(), cacheControl({ public: true, maxAge: 600 })));
    const [miss, hit] = [await api.get('/plain'), await api.get('/plain')];

    expect(hit.headers).toEqual({ ...miss.headers, 'x-cache': 'HIT', age: '0' });
    expect(hit.headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'public, max-age=600' });
  });

  it('heeds what cacheControl further in says', async () => {
    const api = clientOf(appWith(cached(), cacheControl('private')));

    expect(await bodiesOf(api, '/plain', {}, {})).toEqual(['run 1 MISS', 'run 2 MISS']);
  });

  it('keeps nothing where hits would miss what works on final answers, and warns once', async () => {
    const logger = recordingLogger();
    const app = createApp({ controllers: [Things], middleware: [cached(), compress({ threshold: 1 })], logger });
    const bodies = await bodiesOf(clientOf(app), '/plain', {}, {}, {});

    expect(bodies).toEqual(['run 1 MISS', 'run 2 MISS', 'run 3 MISS']);
    expect(logger.at('warn').map(({ message }) => message)).toEqual([expect.stringContaining('List responseCache after it')]);
  });

  it('serves hits in the encoding and to the origin that ask for it, with those further out', async () => {
    const api = clientOf(appWith(cors({ origin: [/example/] }), compress({ threshold: 1 }), etag(), cached()));
    await api.get('/long', withHeaders({ origin: 'https://a.example', 'accept-encoding': 'br' }));
    const hit = await api.get('/long', withHeaders({ origin: 'https://b.example', 'accept-encoding': 'gzip' }));

    expect(hit.headers).toMatchObject({
      'x-cache': 'HIT',
      'access-control-allow-origin': 'https://b.example',
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding, Origin',
    });
    const known = await api.get('/long', withHeaders({ 'if-none-match': hit.headers.etag! }));
    expect([known.status, known.headers['x-cache']]).toEqual([304, 'HIT']);
  });

  it('keeps nothing of what was set further out, before or after', async () => {
    const personal: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res.headers.set('x-before', reqCtx.requestId);
      reqCtx.res.headers.set('vary', 'X-Outer');
      await next();
      reqCtx.res.headers.append('x-after', reqCtx.requestId);
    };
    const api = clientOf(appWith(requestId(), personal, cached()));
    const ids: unknown[] = [];
    for (let again = 0; again < 3; again++) {
      const { headers } = await api.get('/varies/accept-language');
      expect(headers).toMatchObject({
        'x-before': headers['x-request-id'],
        'x-after': headers['x-request-id'],
        vary: 'X-Outer, accept-language',
      });
      ids.push(headers['x-request-id']);
    }

    expect(new Set(ids).size).toBe(3);
  });

  it('makes of a key exactly what its function says', async () => {
    const api = clientOf(appWith(cached({ key: ({ path, query }) => (query.has('fresh') ? undefined : path) })));

    expect(await bodiesOf(api, '/plain?a=1', {}, {})).toEqual(['run 1 MISS', 'run 1 HIT']);
    expect(await bodiesOf(api, '/plain?a=2', {})).toEqual(['run 1 HIT']);
    expect(await bodiesOf(api, '/plain?fresh', {}, {})).toEqual(['run 2 MISS', 'run 3 MISS']);
  });

  it('does not let one thing pass for another by how it is written', async () => {
    const api = clientOf(appWith(cached({ vary: ['x-a', 'x-b'] })));

    expect(await bodiesOf(api, '/plain', { 'x-a': '1","2' }, { 'x-a': '1', 'x-b': '2' }, { 'x-b': '1' }, { 'x-a': '1' })).toEqual([
      'run 1 MISS',
      'run 2 MISS',
      'run 3 MISS',
      'run 4 MISS',
    ]);
  });

  it('keeps bytes that their maker goes on using', async () => {
    const scratch = Buffer.from([1, 2, 3]);
    @Controller('/')
    class Reusing {
      @Get()
      read() {
        return scratch;
      }
    }
    const api = clientOf({ controllers: [Reusing], middleware: [cached()] });
    await api.get('/');
    scratch.fill(0);

    expect([...(await api.get('/')).bytes()]).toEqual([1, 2, 3]);
  });

  it('lets streams pass, and serves whole answers where they are streamed', async () => {
    const app = appWith(cached());
    const answers = [
      await streamClient(app).get('/stream'),
      await streamClient(app).get('/stream'),
      await clientOf(app).get('/stream'),
      await streamClient(app).get('/plain'),
      await streamClient(app).get('/plain'),
    ];

    expect(answers.map((answer) => `${answer.text()} ${answer.headers['x-cache']}`)).toEqual([
      'run 1 MISS',
      'run 2 MISS',
      'run 3 MISS',
      'run 4 MISS',
      'run 4 HIT',
    ]);
  });
});

describe('responseCache and who is asking', () => {
  const authenticate: Middleware = ({ reqCtx, next }) => {
    const subject = reqCtx.headers.get('x-user');
    if (subject !== undefined) reqCtx.principal = { subject, roles: [], scheme: 'test', claims: {} };
    void next();
  };
  const alice = { 'x-user': 'alice' };
  const bob = { 'x-user': 'bob' };

  it('never keeps an answer to a request with Authorization (CVE-2026-44457)', async () => {
    const api = clientOf(appWith(cached()));

    expect(await bodiesOf(api, '/plain', { authorization: 'Bearer a' }, { authorization: 'Bearer a' })).toEqual([
      'run 1 MISS',
      'run 2 MISS',
    ]);
  });

  it('never gives a request with Authorization what was kept for others', async () => {
    const api = clientOf(appWith(cached()));

    expect(await bodiesOf(api, '/plain', {}, { authorization: 'Bearer a' }, {})).toEqual(['run 1 MISS', 'run 2 MISS', 'run 1 HIT']);
  });

  it('never keeps an answer to somebody, whether found out further out or further in', async () => {
    for (const order of [
      [authenticate, cached()],
      [cached(), authenticate],
    ]) {
      const api = clientOf(appWith(...order));
      expect(await bodiesOf(api, '/plain', alice, bob, alice)).toEqual(['run 1 MISS', 'run 2 MISS', 'run 3 MISS']);
    }
  });

  it('keeps what a key tells apart', async () => {
    const key = ({ path, principal }: RequestContext) => `${principal?.subject} ${path}`;
    const api = clientOf(appWith(authenticate, cached({ key })));

    expect(await bodiesOf(api, '/plain', alice, bob, alice, {})).toEqual(['run 1 MISS', 'run 2 MISS', 'run 1 HIT', 'run 3 MISS']);
  });

  it('keeps nothing for somebody whom the key could not know, since a hit would skip authentication', async () => {
    const api = clientOf(appWith(cached({ key: ({ path }) => path }), authenticate));

    expect(await bodiesOf(api, '/plain', alice, bob)).toEqual(['run 1 MISS', 'run 2 MISS']);
  });
});

describe('the store of responseCache', () => {
  /** A store that waits, and keeps text as one far away would. */
  function distantStore(): CacheStore & { readonly texts: Map<string, string> } {
    const texts = new Map<string, string>();
    return {
      texts,
      async get(key) {
        const text = texts.get(key);
        return text === undefined ? undefined : (JSON.parse(text) as CacheEntry);
      },
      async set(key, entry) {
        texts.set(key, JSON.stringify(entry));
      },
    };
  }

  it('may give promises', async () => {
    const store = distantStore();
    const api = clientOf(appWith(cached({ store })));

    expect(await bodiesOf(api, '/plain', {}, {})).toEqual(['run 1 MISS', 'run 1 HIT']);
    expect(await bodiesOf(api, '/varies/accept', { accept: 'a' }, { accept: 'b' }, { accept: 'a' })).toEqual([
      'run 2 MISS',
      'run 3 MISS',
      'run 2 HIT',
    ]);
    expect(store.texts.size).toBe(4);
  });

  it('is waited for before the invocation ends', async () => {
    const store = distantStore();
    let isKept = false;
    const slow: CacheStore = {
      get: store.get,
      set: async () => {
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
        isKept = true;
      },
    };
    await clientOf(appWith(cached({ store: slow }))).get('/plain');

    expect(isKept).toBe(true);
  });

  it('is shared by those who were given the same', async () => {
    const store = memoryCache();
    const [one, other] = [clientOf(appWith(cached({ store }))), clientOf(appWith(cached({ store })))];
    await one.get('/plain');

    expect((await other.get('/plain')).headers['x-cache']).toBe('HIT');
  });

  it('does not use what a store still gives after its time', async () => {
    const store = distantStore();
    const api = clientOf(appWith(cached({ store })));
    await bodiesOf(api, '/varies/accept', {});
    jest.advanceTimersByTime(61_000);

    expect(await bodiesOf(api, '/varies/accept', {})).toEqual(['run 2 MISS']);
  });

  const fail = () => {
    throw new Error('store down');
  };
  const failLater = async () => fail();
  it.each([
    ['throws', { get: fail, set: fail }],
    ['rejects', { get: failLater, set: failLater }],
  ])('that %s is a miss, with one error line for each time', async (_how, store) => {
    const logger = recordingLogger();
    const app = createApp({ controllers: [Things], middleware: [cached({ store })], logger });

    expect(await bodiesOf(clientOf(app), '/plain', {}, {})).toEqual(['run 1 MISS', 'run 2 MISS']);
    expect(logger.at('error').map(({ message }) => message)).toEqual(Array(4).fill('The response cache failed'));
  });
});

describe.each(EVERY_SOURCE)('cacheControl through $name', (over) => {
  it('says how long an answer may be kept', async () => {
    const api = clientOf(appWith(cacheControl({ public: true, maxAge: 60 })), over);

    expect((await api.get('/plain')).headers['cache-control']).toBe('public, max-age=60');
  });

  it('lets nobody keep an error for that, and forbids keeping everywhere', async () => {
    const keep = clientOf(appWith(cacheControl('max-age=60')), over);
    const forbid = clientOf(appWith(cacheControl({ noStore: true })), over);

    for (const path of ['/missing', '/nowhere']) {
      expect((await keep.get(path)).headers['cache-control']).toBeUndefined();
      expect((await forbid.get(path)).headers['cache-control']).toBe('no-store');
    }
  });

  it('leaves alone what the handler says', async () => {
    const api = clientOf(appWith(cacheControl('no-store')), over);

    expect((await api.get('/says/private')).headers['cache-control']).toBe('private');
  });
});

describe('cacheControl', () => {
  it('on a method is nearer than one further out', async () => {
    @Controller('/')
    class Near {
      @Get()
      @UseMiddleware(cacheControl({ public: true, maxAge: 5 }))
      read() {
        return 'x';
      }
    }
    const api = clientOf({ controllers: [Near], middleware: [cacheControl('no-store')] });

    expect((await api.get('/')).headers['cache-control']).toBe('public, max-age=5');
    expect((await api.get('/nowhere')).headers['cache-control']).toBe('no-store');
  });

  it('is in the prelude of a stream', async () => {
    const answer = await streamClient(appWith(cacheControl('no-store'))).get('/stream');

    expect(answer.prelude.headers['cache-control']).toBe('no-store');
  });
});
