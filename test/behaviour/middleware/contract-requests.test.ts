// What the shelf promises about requests that are refused, limited, named and logged, clause by clause, whole and streamed.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Body,
  Controller,
  Ctx,
  createApp,
  Get,
  type Middleware,
  Post,
  Produces,
  type RequestContext,
  UseMiddleware,
} from '../../../src/index.js';
import { accessLog } from '../../../src/middleware/access-log.js';
import { bodyLimit } from '../../../src/middleware/body-limit.js';
import { compress } from '../../../src/middleware/compress.js';
import { csrf } from '../../../src/middleware/csrf.js';
import { ipRestriction } from '../../../src/middleware/ip-restriction.js';
import { type RateLimitStore, rateLimit, memoryStore as rateMemory } from '../../../src/middleware/rate-limit.js';
import { requestId } from '../../../src/middleware/request-id.js';
import { serverTiming } from '../../../src/middleware/server-timing.js';
import { timeout } from '../../../src/middleware/timeout.js';
import { recordingLogger } from '../support/silent-logger.js';
import { WAYS } from './support/ways.js';

const SITE = 'https://shop.example.com';
const EVIL = 'https://evil.example';
const FORM = 'application/x-www-form-urlencoded';

let calls: string[];
let aborted: boolean[];
beforeEach(() => {
  calls = [];
  aborted = [];
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

  @Post('/limited')
  @UseMiddleware(bodyLimit({ maxBytes: 10 }))
  limited(@Body({ validate: false }) body: unknown) {
    calls.push('limited');
    return body;
  }

  @Get('/slow')
  @UseMiddleware(timeout({ ms: 20 }))
  async slow(@Ctx() { signal }: RequestContext) {
    await sleep(60);
    aborted.push(signal.aborted);
    return 'late';
  }

  @Get('/quick')
  @UseMiddleware(timeout({ ms: 5000 }))
  quick() {
    return 'in time';
  }

  @Get('/timed')
  async timed(@Ctx() reqCtx: RequestContext) {
    const stop = reqCtx.get('serverTiming')?.start('db');
    await sleep(5);
    stop?.();
    return 'timed';
  }

  @Get('/logged')
  logged(@Ctx() { logger, requestId: id }: RequestContext) {
    logger.info('working');
    return id;
  }

  @Get('/broken')
  broken() {
    throw new Error('secret');
  }

  @Get('/represented')
  @Produces('application/json', 'text/csv')
  represented(@Ctx() reqCtx: RequestContext) {
    return reqCtx.get('mediaType') === 'text/csv' ? 'a,b' : { a: 'b' };
  }
}

describe.each(WAYS)('through $name', ({ name, open }) => {
  const withAll = (...middleware: Middleware[]) => open({ controllers: [Things], middleware });

  describe('csrf', () => {
    it.each<[string, Parameters<typeof csrf>[0], string, Record<string, string>, number]>([
      ['a form of another site', undefined, 'POST', { 'content-type': FORM, origin: EVIL }, 403],
      ['a form with no word of where it is from', undefined, 'POST', { 'content-type': FORM }, 403],
      ['no content type', undefined, 'POST', { origin: EVIL }, 403],
      ['text', undefined, 'POST', { 'content-type': 'text/plain; charset=x', origin: EVIL }, 403],
      ['multipart', undefined, 'POST', { 'content-type': 'multipart/form-data; boundary=x', origin: EVIL }, 403],
      ['a sandboxed page', undefined, 'POST', { 'content-type': FORM, origin: 'null' }, 403],
      ['what only begins like its host', undefined, 'POST', { 'content-type': FORM, origin: `${SITE}.evil.example` }, 403],
      ['another port of its host', undefined, 'POST', { 'content-type': FORM, origin: `${SITE}:8443` }, 403],
      ['a form of its own host', undefined, 'POST', { 'content-type': FORM, origin: SITE }, 200],
      ['the same origin, as the browser says', undefined, 'POST', { 'content-type': FORM, 'sec-fetch-site': 'same-origin' }, 200],
      ['the same site only', undefined, 'POST', { 'content-type': FORM, 'sec-fetch-site': 'same-site' }, 403],
      ['JSON', undefined, 'POST', { 'content-type': 'application/json', origin: EVIL }, 200],
      ['what changes nothing', undefined, 'GET', { origin: EVIL }, 200],
      ['an origin of its options', { origin: EVIL }, 'POST', { 'content-type': FORM, origin: EVIL }, 200],
      ['its own host when its options name others', { origin: EVIL }, 'POST', { 'content-type': FORM, origin: SITE }, 403],
      ['a list', { origin: ['https://a.example', EVIL] }, 'POST', { 'content-type': FORM, origin: EVIL }, 200],
      ['a function', { origin: (origin, reqCtx) => origin === EVIL && reqCtx.path === '/things' }, 'POST', { origin: EVIL }, 200],
      ['a function that refuses', { origin: () => false }, 'POST', { origin: SITE }, 403],
    ])('judges %s', async (_what, options, method, headers, status) => {
      const answer = await withAll(csrf(options))(method, '/things', { headers: { host: 'shop.example.com', ...headers } });

      expect(answer.status).toBe(status);
      expect(calls).toHaveLength(status === 200 ? 1 : 0);
    });
  });

  describe('ipRestriction', () => {
    it.each<[Parameters<typeof ipRestriction>[0], string, number]>([
      [{ allow: ['192.0.2.7'] }, '192.0.2.7', 200],
      [{ allow: ['192.0.2.7'] }, '192.0.2.8', 403],
      [{ allow: ['10.0.0.0/8'] }, '10.255.255.255', 200],
      [{ allow: ['10.0.0.0/8'] }, '11.0.0.0', 403],
      [{ allow: ['10.0.0.0/8'] }, '::ffff:10.1.2.3', 200],
      [{ allow: ['2001:db8::/32'] }, '2001:0DB8:0:0::1', 200],
      [{ allow: ['2001:db8::/32'] }, '2001:db9::1', 403],
      [{ deny: ['10.0.0.0/8'] }, '10.0.0.1', 403],
      [{ deny: ['10.0.0.0/8'] }, '192.0.2.7', 200],
      [{ allow: ['10.0.0.0/8'], deny: ['10.0.0.13'] }, '10.0.0.13', 403],
      [{ allow: [] }, '10.0.0.13', 403],
    ])('%j: %s is %i', async (options, clientIp, status) => {
      expect((await withAll(ipRestriction(options))('GET', '/things', { clientIp })).status).toBe(status);
      expect(calls).toHaveLength(status === 200 ? 1 : 0);
    });
  });

  describe('bodyLimit', () => {
    it.each<[string, string | Uint8Array, number]>([
      ['as many bytes', '"12345678"', 200],
      ['one more', '"123456789"', 413],
      ['characters of several bytes', '"ääääää"', 413],
      ['as many bytes in base64', Buffer.from('"12345678"'), 200],
      ['one more in base64', Buffer.from('"123456789"'), 413],
      ['no JSON at all', '[[[[[[[[[[[[[', 413],
    ])('judges %s by the bytes they stand for, before anything reads them', async (_what, body, status) => {
      const answer = await withAll()('POST', '/things/limited', { body, headers: { 'content-type': 'application/json' } });

      expect([answer.status, calls.length]).toEqual([status, status === 200 ? 1 : 0]);
    });

    it('stands on its route alone', async () => {
      expect((await withAll()('POST', '/things', { body: 'x'.repeat(5000) })).status).toBe(200);
    });
  });

  describe('timeout', () => {
    it('answers 503 when the time is up, and aborts the signal', async () => {
      const answer = await withAll()('GET', '/things/slow');

      expect([answer.status, answer.json<{ error: string }>().error]).toEqual([503, 'ServiceUnavailableError']);
      await sleep(80);
      expect(aborted).toEqual([true]);
    });

    it('leaves alone what is in time', async () => {
      expect((await withAll()('GET', '/things/quick')).text()).toBe('in time');
    });
  });

  describe('requestId', () => {
    it.each(['abc', 'A-Z_0:9.=+/', 'x'.repeat(128)])('takes %s', async (id) => {
      const answer = await withAll(requestId())('GET', '/things/logged', { headers: { 'x-request-id': id } });

      expect([answer.headers['x-request-id'], answer.text()]).toEqual([id, id]);
    });

    it.each(['a b', 'a,b', 'ü', '"', '', 'x'.repeat(129), 'a;b', 'a\tb'])('makes another one in the place of %j', async (id) => {
      const answer = await withAll(requestId())('GET', '/things/logged', { headers: { 'x-request-id': id } });

      expect(answer.headers['x-request-id']).toMatch(/^[\w.:\-=+/]{1,128}$/);
      expect(answer.headers['x-request-id']).not.toBe(id);
      expect(answer.text()).toBe(answer.headers['x-request-id']);
    });

    it('has a name, a maker, a length and no trust where that is said', async () => {
      const ask = withAll(requestId({ headerName: 'X-Correlation-Id', generate: () => 'made', trustIncoming: false }));
      const short = withAll(requestId({ maxLength: 3, generate: () => 'own' }));

      expect((await ask('GET', '/things', { headers: { 'x-correlation-id': 'theirs' } })).headers['x-correlation-id']).toBe('made');
      expect((await short('GET', '/things', { headers: { 'x-request-id': 'abc' } })).headers['x-request-id']).toBe('abc');
      expect((await short('GET', '/things', { headers: { 'x-request-id': 'abcd' } })).headers['x-request-id']).toBe('own');
    });

    it('is on every log line and every answer', async () => {
      const logger = recordingLogger();
      const ask = open(createApp({ controllers: [Things], middleware: [requestId()], logger }));
      for (const [path, id] of [
        ['/things/logged', 'one'],
        ['/things/broken', 'two'],
        ['/nowhere', 'three'],
      ] as const) {
        expect((await ask('GET', path, { headers: { 'x-request-id': id } })).headers['x-request-id']).toBe(id);
      }

      expect(logger.records.filter(({ level }) => level !== 'debug').map(({ fields }) => fields?.requestId)).toEqual(['one', 'two']);
    });
  });

  describe('serverTiming', () => {
    it('tells what was measured, and the total unless told not to', async () => {
      const timed = (await withAll(serverTiming())('GET', '/things/timed')).headers['server-timing'];
      const bare = (await withAll(serverTiming({ total: false }))('GET', '/things/timed')).headers['server-timing'];
      const nothing = (await withAll(serverTiming({ total: false }))('GET', '/things')).headers;

      expect(timed).toMatch(/^total;dur=[\d.]+, db;dur=[\d.]+$/);
      expect(bare).toMatch(/^db;dur=[\d.]+$/);
      expect(nothing).not.toHaveProperty('server-timing');
    });
  });

  describe('accessLog', () => {
    const lines = async (options: Parameters<typeof accessLog>[0], ...asked: [method: string, path: string][]) => {
      const logger = recordingLogger();
      const ask = open(createApp({ controllers: [Things], middleware: [accessLog(options), requestId(), compress()], logger }));
      const headers = {
        'user-agent': 'curl/8',
        cookie: 'a=secret',
        authorization: 'Bearer secret',
        'x-tenant': 'acme',
        'x-request-id': 'id',
      };
      for (const [method, path] of asked) await ask(method, path, { headers, ...(method === 'POST' && { body: { secret: 1 } }) });
      return logger.records.filter(({ message }) => message === 'request');
    };

    it('writes one info line with the fields of the contract', async () => {
      const [line, ...others] = await lines(undefined, ['GET', '/things']);

      expect([line?.level, others]).toEqual(['info', []]);
      expect(Object.keys(line?.fields ?? {}).sort()).toEqual(
        'clientIp coldStart durationMs method path requestId responseBytes route source status userAgent'.split(' '),
      );
      expect(line?.fields).toMatchObject({
        method: 'GET',
        route: '/things',
        path: '/things',
        status: 200,
        durationMs: expect.any(Number),
        requestId: 'id',
        coldStart: true,
        responseBytes: 3,
        userAgent: 'curl/8',
        clientIp: '203.0.113.7',
      });
      expect(name).toContain(
        { 'rest-api': 'REST', 'http-api': 'HTTP', alb: 'balancer', 'function-url': 'URL' }[String(line?.fields?.source)],
      );
    });

    it('writes one for whatever became of the request, and calls only the first a cold start', async () => {
      const written = await lines(undefined, ['POST', '/things'], ['GET', '/things/broken'], ['GET', '/nowhere'], ['PATCH', '/things']);

      expect(written.map(({ fields }) => [fields?.status, fields?.route, fields?.coldStart])).toEqual([
        [200, '/things', true],
        [500, '/things/broken', false],
        [404, null, false],
        [405, null, false],
      ]);
      expect(JSON.stringify(written)).not.toContain('secret');
    });

    it('logs headers that are named, redacts what is named, and skips what is skipped', async () => {
      const options = {
        requestHeaders: ['X-Tenant', 'Authorization', 'Cookie'],
        redact: ['clientIp', 'x-tenant'],
        skip: ({ path }: RequestContext) => path === '/things/quick',
      };
      const written = await lines(options, ['GET', '/things'], ['GET', '/things/quick']);

      expect(written).toHaveLength(1);
      expect(written[0]?.fields).toMatchObject({
        clientIp: '[redacted]',
        requestHeaders: { 'x-tenant': '[redacted]', authorization: '[redacted]', cookie: '[redacted]' },
      });
    });
  });

  describe('rateLimit', () => {
    it('counts by address, tells everybody, and refuses with Retry-After', async () => {
      const ask = withAll(rateLimit({ limit: 2, windowSeconds: 60 }));
      const answers = [];
      for (const path of ['/things', '/things/broken', '/things', '/things']) answers.push(await ask('GET', path));

      expect(answers.map(({ status }) => status)).toEqual([200, 500, 429, 429]);
      expect(answers.map(({ headers }) => [headers['ratelimit-limit'], headers['ratelimit-remaining']])).toEqual([
        ['2', '1'],
        ['2', '0'],
        ['2', '0'],
        ['2', '0'],
      ]);
      for (const { headers } of answers) expect(Number(headers['ratelimit-reset'])).toBeGreaterThan(0);
      expect(answers.map(({ headers }) => 'retry-after' in headers)).toEqual([false, false, true, true]);
      expect((await ask('GET', '/things', { clientIp: '198.51.100.1' })).status).toBe(200);
    });

    it.each([
      ['2001:db8::1', '2001:db8:0:0:ffff::9', 429],
      ['2001:db8::1', '2001:db8:0:1::1', 200],
      ['192.0.2.1', '::ffff:192.0.2.1', 429],
    ])('takes %s and %s for whom they are', async (first, second, status) => {
      const ask = withAll(rateLimit({ limit: 1, windowSeconds: 60 }));
      await ask('GET', '/things', { clientIp: first });

      expect((await ask('GET', '/things', { clientIp: second })).status).toBe(status);
    });

    it('has a key, a store and exceptions of its own', async () => {
      const store = rateMemory();
      const key = (reqCtx: RequestContext) => reqCtx.headers.get('x-tenant') ?? '';
      const options = { limit: 1, windowSeconds: 60, store, key, skip: ({ method }: RequestContext) => method === 'POST' };
      const [one, other] = [withAll(rateLimit(options)), withAll(rateLimit(options))];
      const of = (tenant: string) => ({ headers: { 'x-tenant': tenant } });

      expect((await one('GET', '/things', of('a'))).status).toBe(200);
      expect((await other('GET', '/things', of('a'))).status).toBe(429);
      expect((await other('GET', '/things', of('b'))).status).toBe(200);
      expect((await other('POST', '/things', of('a'))).status).toBe(200);
    });

    it.each([
      [false, 200],
      [true, 503],
    ])('with a store that fails and failClosed: %p answers %i, with one error line', async (failClosed, status) => {
      const store: RateLimitStore = { count: () => Promise.reject(new Error('gone')) };
      const logger = recordingLogger();
      const app = createApp({ controllers: [Things], middleware: [rateLimit({ limit: 1, windowSeconds: 1, store, failClosed })], logger });

      expect((await open(app)('GET', '/things')).status).toBe(status);
      expect(logger.at('error')).toHaveLength(1);
    });
  });

  describe('@Produces', () => {
    it.each([
      [undefined, 200, 'application/json'],
      ['text/csv', 200, 'text/csv'],
      ['text/*;q=0.5, application/*', 200, 'application/json'],
      ['*/*;q=0.1, text/csv', 200, 'text/csv'],
      ['application/json;q=0, */*', 200, 'text/csv'],
      ['TEXT/CSV', 200, 'text/csv'],
      ['image/png', 406, 'application/json'],
      ['application/json;q=0, text/csv;q=0', 406, 'application/json'],
    ])('answers Accept: %s with %i %s', async (accept, status, type) => {
      const answer = await withAll()('GET', '/things/represented', { headers: { accept } });

      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']?.split(';')[0]).toBe(type);
      expect(answer.headers.vary).toBe('Accept');
      if (status === 406) for (const offered of ['application/json', 'text/csv']) expect(answer.text()).toContain(offered);
    });
  });
});
