// The whole shelf at once, in the order that its page recommends, whole and streamed.
import {
  Authorized,
  Body,
  Controller,
  CurrentUser,
  createApp,
  Get,
  HttpCode,
  HttpResponse,
  MethodNotAllowed,
  type Middleware,
  NotFound,
  NotFoundError,
  Param,
  Post,
  type Principal,
  Public,
  UseMiddleware,
} from '../../../src/index.js';
import { accessLog } from '../../../src/middleware/access-log.js';
import { bearer } from '../../../src/middleware/auth.js';
import { bodyLimit } from '../../../src/middleware/body-limit.js';
import { cacheControl, responseCache } from '../../../src/middleware/cache.js';
import { compress } from '../../../src/middleware/compress.js';
import { cors } from '../../../src/middleware/cors.js';
import { csrf } from '../../../src/middleware/csrf.js';
import { etag } from '../../../src/middleware/etag.js';
import { idempotency, memoryStore } from '../../../src/middleware/idempotency.js';
import { ipRestriction } from '../../../src/middleware/ip-restriction.js';
import { middy } from '../../../src/middleware/middy.js';
import { rateLimit } from '../../../src/middleware/rate-limit.js';
import { requestId } from '../../../src/middleware/request-id.js';
import { securityHeaders } from '../../../src/middleware/security-headers.js';
import { serverTiming } from '../../../src/middleware/server-timing.js';
import { timeout } from '../../../src/middleware/timeout.js';
import { recordingLogger } from '../support/silent-logger.js';
import { type Answer, WAYS } from './support/ways.js';

const SITE = 'https://shop.example.com';
const TEXT = 'The same text for everybody, again and again. '.repeat(60);
const SHARED = new HttpResponse(TEXT, { headers: { 'content-type': 'text/plain', vary: 'Accept-Language', 'x-own': '1' } });
const BEFORE = [...SHARED.headers];

let runs: string[];
beforeEach(() => {
  runs = [];
});

@Controller('/things')
class Things {
  @Get()
  @Public()
  list() {
    runs.push('list');
    return SHARED;
  }

  @Get('/rates')
  @Public()
  @UseMiddleware(responseCache({ ttlSeconds: 60 }))
  rates() {
    runs.push('rates');
    return { rates: TEXT };
  }

  @Get('/mine')
  mine(@CurrentUser() user: Principal) {
    runs.push('mine');
    return { of: user.subject };
  }

  @Get('/staff')
  @Authorized('staff')
  staff() {
    runs.push('staff');
    return 'staff';
  }

  @Post()
  @HttpCode(201)
  add(@Body({ validate: false }) draft: { name: string }) {
    runs.push('add');
    return { added: draft.name };
  }

  @Get('/stream')
  @Public()
  async *stream() {
    runs.push('stream');
    yield TEXT;
    yield TEXT;
  }

  @Get('/broken/:how')
  @Public()
  broken(@Param('how') how: string) {
    if (how === 'missing') throw new NotFoundError('There is no such thing');
    throw new Error('secret');
  }
}

@Public()
class Fallbacks {
  @NotFound()
  nowhere(error: Error) {
    throw error;
  }

  @MethodNotAllowed()
  notSo(error: Error) {
    throw error;
  }
}

const verify = (subject: string): Principal | undefined =>
  subject === 'bad' ? undefined : { subject, roles: subject === 'ada' ? ['staff'] : [], scheme: 'bearer', claims: {} };

const shelf = (): Middleware[] => [
  requestId(),
  accessLog(),
  serverTiming(),
  timeout({ ms: 5000 }),
  securityHeaders(),
  cors({ origin: SITE, credentials: true, allowHeaders: ['Authorization', 'Idempotency-Key'] }),
  compress(),
  etag(),
  cacheControl({ private: true, noCache: true }),
  ipRestriction({ deny: ['192.0.2.0/24'] }),
  bodyLimit({ maxBytes: 100 }),
  csrf(),
  middy({
    after: ({ response }: { response: { headers: Record<string, string> } }) =>
      void Object.assign(response.headers, { 'x-middy': 'after' }),
  }),
  bearer({ verify }),
  rateLimit({ limit: 5, windowSeconds: 60, key: ({ principal, clientIp }) => principal?.subject ?? String(clientIp) }),
  idempotency({ store: memoryStore() }),
];

describe.each(WAYS)('the whole shelf through $name', ({ name, open }) => {
  const encodes = name !== 'a stream of a function URL';
  const openShelf = () => {
    const logger = recordingLogger();
    const ask = open(createApp({ controllers: [Things], errorHandlers: [Fallbacks], middleware: shelf(), logger }));
    return { logger, ask, lines: () => logger.records.filter(({ message }) => message === 'request') };
  };
  const from = (subject: string | undefined, more: Record<string, string> = {}) => ({
    headers: { origin: SITE, ...(subject && { authorization: `Bearer ${subject}` }), ...more },
  });

  function expectEverywhere({ headers }: Answer) {
    expect(headers).toMatchObject({
      'access-control-allow-origin': SITE,
      'access-control-allow-credentials': 'true',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'server-timing': expect.stringMatching(/^total;dur=/),
      'x-request-id': expect.stringMatching(/^[\w.:\-=+/]+$/),
    });
    expect(headers.vary?.split(', ')).toContain('Origin');
  }

  it('completes a plain answer, encodes it, and says 304 to who has it', async () => {
    const { ask, lines } = openShelf();
    const answer = await ask('GET', '/things', from(undefined, { 'accept-encoding': 'gzip' }));

    expectEverywhere(answer);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'ratelimit-limit': '5',
      'ratelimit-remaining': '4',
      'x-middy': 'after',
      'x-own': '1',
      etag: expect.stringMatching(encodes ? /^W\/"/ : /^"/),
    });
    expect(answer.headers['content-encoding']).toBe(encodes ? 'gzip' : undefined);
    expect(answer.headers.vary?.split(', ').sort()).toEqual(['Accept-Language', ...(encodes ? ['Accept-Encoding'] : []), 'Origin'].sort());
    const again = await ask('GET', '/things', from(undefined, { 'if-none-match': answer.headers.etag as string }));
    expectEverywhere(again);
    expect([again.status, again.text(), again.headers['content-encoding']]).toEqual([304, '', undefined]);
    expect(lines().map(({ fields }) => [fields?.status, fields?.route])).toEqual([
      [200, '/things'],
      [304, '/things'],
    ]);
    expect(lines()[0]?.fields?.responseBytes).toBe(answer.bytes().length);
  });

  it('changes nothing of a response that is returned again and again', async () => {
    const { ask } = openShelf();
    for (const encoding of ['br', 'gzip', 'identity']) await ask('GET', '/things', from('ada', { 'accept-encoding': encoding }));

    expect([...SHARED.headers]).toEqual(BEFORE);
    expect(SHARED.status).toBe(200);
    expect(await SHARED.text()).toBe(TEXT);
  });

  it.each([
    ['GET', '/things/mine', undefined, 401],
    ['GET', '/things/mine', 'bad', 401],
    ['GET', '/things/staff', 'eve', 403],
    ['GET', '/things/broken/missing', undefined, 404],
    ['GET', '/things/broken/badly', undefined, 500],
    ['GET', '/nowhere', undefined, 404],
    ['PATCH', '/things', undefined, 405],
    ['HEAD', '/things', undefined, 200],
  ])('is on every answer: %s %s by %s is %i', async (method, path, subject, status) => {
    const { ask, lines } = openShelf();
    const answer = await ask(method, path, from(subject, { 'content-type': 'application/json' }));

    expect(answer.status).toBe(status);
    expectEverywhere(answer);
    expect(lines().map(({ fields }) => fields?.status)).toEqual([status]);
    expect(answer.headers['www-authenticate']).toBe({ 401: subject ? 'Bearer error="invalid_token"' : 'Bearer' }[status as 401]);
    expect('etag' in answer.headers).toBe(status === 200);
  });

  it('answers a preflight before anybody asks who is there, and outside of every limit', async () => {
    const { ask } = openShelf();
    for (let time = 0; time < 8; time++) {
      const answer = await ask('OPTIONS', '/things/mine', from(undefined, { 'access-control-request-method': 'GET' }));

      expect([answer.status, answer.text()]).toEqual([204, '']);
      expect(answer.headers['access-control-allow-headers']).toBe('Authorization, Idempotency-Key');
      expect(answer.headers).not.toHaveProperty('ratelimit-limit');
    }
  });

  it('refuses before anything runs', async () => {
    const { ask } = openShelf();
    const banned = await ask('GET', '/things', { ...from(undefined), clientIp: '192.0.2.66' });
    const large = await ask('POST', '/things', { ...from('ada'), body: { name: 'x'.repeat(200) } });
    const form = await ask('POST', '/things', {
      body: new URLSearchParams({ name: 'x' }),
      headers: { authorization: 'Bearer ada', origin: SITE },
    });

    expect([banned.status, large.status, form.status, runs]).toEqual([403, 413, 403, []]);
    for (const answer of [banned, large, form]) expectEverywhere(answer);
  });

  it('counts by principal, tells everybody, and ends with 429', async () => {
    const { ask } = openShelf();
    const statuses = [];
    for (let time = 0; time < 6; time++) statuses.push((await ask('GET', '/things/mine', from('ada'))).status);

    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await ask('GET', '/things/mine', from('eve'))).status).toBe(200);
    expect(runs).toHaveLength(6);
  });

  it('runs a repeated request once, and completes its answer anew', async () => {
    const { ask } = openShelf();
    const keyed = (subject: string, id: string) => ({
      ...from(subject, { 'idempotency-key': 'k', 'x-request-id': id }),
      body: { name: 'lamp' },
    });
    const [first, second, other] = [
      await ask('POST', '/things', keyed('ada', 'one')),
      await ask('POST', '/things', keyed('ada', 'two')),
      await ask('POST', '/things', keyed('eve', 'three')),
    ];

    expect([first, second, other].map(({ status, headers }) => [status, headers['idempotency-replayed'], headers['x-request-id']])).toEqual(
      [
        [201, undefined, 'one'],
        [201, 'true', 'two'],
        [201, undefined, 'three'],
      ],
    );
    expect(second.json()).toEqual({ added: 'lamp' });
    expect([second.headers['ratelimit-remaining'], other.headers['ratelimit-remaining'], runs]).toEqual(['3', '4', ['add', 'add']]);
    for (const answer of [first, second, other]) expectEverywhere(answer);
  });

  it('keeps a public answer on its method, and completes hits like misses', async () => {
    const { ask } = openShelf();
    // The store on the method is that of every app of this file.
    const path = `/things/rates?of=${encodeURIComponent(name)}`;
    const [miss, hit, personal] = [
      await ask('GET', path, from(undefined, { 'accept-encoding': 'br' })),
      await ask('GET', path, from(undefined)),
      await ask('GET', path, from('ada')),
    ];

    expect([miss, hit, personal].map(({ headers }) => headers['x-cache'])).toEqual(['MISS', 'HIT', 'MISS']);
    expect(hit.json()).toEqual({ rates: TEXT });
    expect(runs).toEqual(['rates', 'rates']);
    for (const answer of [miss, hit, personal]) expectEverywhere(answer);
  });

  it('lets a stream through, in the encoding that is asked for', async () => {
    const { ask, lines } = openShelf();
    const plain = await ask('GET', '/things/stream', from(undefined));
    const encoded = await ask('GET', '/things/stream', from(undefined, { 'accept-encoding': 'gzip' }));

    expect(plain.text()).toBe(TEXT + TEXT);
    expect(encoded.headers['content-encoding']).toBe(encodes ? 'gzip' : undefined);
    for (const answer of [plain, encoded]) expectEverywhere(answer);
    expect(lines()).toHaveLength(2);
  });
});
