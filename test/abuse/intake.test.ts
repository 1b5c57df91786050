import { type App, Controller, createApp, Get, type RequestContext, UnsupportedEventError } from '../../src/index.js';
import { albEvent, httpApiEvent, lambdaContext, latticeEvent, restApiEvent } from '../../src/testing/index.js';
import { echoApp, type Seen } from '../behaviour/support/echo.js';
import { EVERY_SOURCE } from '../behaviour/support/every-source.js';
import { answerTo, eventOf } from '../behaviour/support/raw-events.js';
import { silentLogger } from '../behaviour/support/silent-logger.js';
import { EVENT_NAMES, EXPECTED_REQUESTS, readEvent } from '../contract/recorded-events.js';

const app = echoApp();
const HTTP_EVENTS = new Set(EXPECTED_REQUESTS.map(([, event]) => event));
const OTHER_EVENTS = EVENT_NAMES.filter((name) => !HTTP_EVENTS.has(name));

async function rejectionOf(target: App, event: unknown): Promise<UnsupportedEventError> {
  const outcome: unknown = await target.handler(event, lambdaContext()).catch((error: unknown) => error);
  if (!UnsupportedEventError.is(outcome)) throw new Error(`expected an UnsupportedEventError, got ${JSON.stringify(outcome)}`);
  return outcome;
}

describe('an event that is not HTTP', () => {
  it.each([
    null,
    undefined,
    {},
    [],
    '',
    'text',
    7,
    true,
    { httpMethod: 'GET' },
    { requestContext: {} },
    { requestContext: null, rawPath: '/' },
  ])('is rejected with a code, never answered: %j', async (event) => {
    const error = await rejectionOf(app, event);
    expect([error.name, error.code]).toEqual(['UnsupportedEventError', 'unsupported-event']);
  });

  it('as recorded from queues, streams, schedules and the rest is rejected, so that its source tries again', async () => {
    expect(OTHER_EVENTS.length).toBeGreaterThan(30);
    for (const name of OTHER_EVENTS) expect([name, (await rejectionOf(app, readEvent(name))).code]).toEqual([name, 'unsupported-event']);
  });

  it('is rejected by the streaming handler, too, and nothing is written', async () => {
    const written: unknown[] = [];
    const stream = { write: (chunk: unknown) => written.push(chunk) > 0, end: () => written.push('end'), once: () => stream };
    const outcome = await app
      .streamHandler({ Records: [{ eventSource: 'aws:sqs' }] }, stream, lambdaContext())
      .catch((error: unknown) => error);
    expect([UnsupportedEventError.is(outcome), written]).toEqual([true, []]);
  });

  it.each([
    ['a warm-up call', { source: 'serverless-plugin-warmup' }],
    ['a WebSocket message', { requestContext: { connectionId: 'x', eventType: 'MESSAGE', http: { method: 'GET' } }, rawPath: '/x' }],
    ['a REQUEST authorizer', { ...restApiEvent({ path: '/x' }), type: 'REQUEST', methodArn: 'arn:aws:execute-api:x' }],
    ['a v2 authorizer', { ...httpApiEvent({ path: '/x' }), type: 'REQUEST', routeArn: 'arn:aws:execute-api:x' }],
  ])('is never routed when it is %s', async (_name, event) => {
    await rejectionOf(app, event);
  });

  it('says what it looks like and what to do, and repeats nothing of it', async () => {
    const error = await rejectionOf(app, { Records: [{ eventSource: 'aws:sqs', body: 'private text' }] });
    expect(error.message).toContain('SQS');
    expect(error.message).toContain('Fix:');
    expect(error.message).not.toContain('private text');
  });
});

describe('a recorded HTTP event', () => {
  it.each(EXPECTED_REQUESTS)('of %s is answered as the request that it is: %s', async (source, name, expected) => {
    const answer = await answerTo(app, readEvent(name));
    const seen = answer.json<Seen>();
    expect([answer.status, seen.source, seen.method, seen.path]).toEqual([200, source, expected.method, expected.path]);
    expect([seen.query, seen.cookies, seen.clientIp, Object.fromEntries(seen.headers)]).toEqual([
      expected.query,
      expected.cookies,
      expected.clientIp,
      expected.headers,
    ]);
  });
});

describe('an event with more or less than usual', () => {
  it('of a REST API behind a base path mapping is still one of a REST API', async () => {
    const event = { ...restApiEvent({ path: '/orders' }), rawPath: '/v1/orders' };
    expect((await answerTo(app, event)).json<Seen>()).toMatchObject({ source: 'rest-api', path: '/orders' });
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['nested', { lambda: { user: { id: 7 } }, jwt: { claims: { sub: 'u' } } }],
  ])('may have an authorizer context that is %s', async (_name, authorizer) => {
    @Controller()
    class Guarded {
      @Get('/x') read(ctx: RequestContext) {
        const { requestContext } = ctx.event as { requestContext: { authorizer?: unknown } };
        return { authorizer: requestContext.authorizer ?? null, principal: ctx.principal ?? null };
      }
    }
    const guarded = createApp({ controllers: [Guarded], guards: [(ctx) => ctx.principal === undefined], logger: silentLogger });
    for (const build of [restApiEvent, httpApiEvent]) {
      const event = build({ path: '/x', requestContext: { authorizer } });
      expect((await answerTo(guarded, event)).json()).toEqual({ authorizer: authorizer ?? null, principal: null });
    }
  });

  it('of a load balancer’s health check, with one header and no host, is served', async () => {
    const event = albEvent({ path: '/health' });
    event.headers = { 'user-agent': 'ELB-HealthChecker/2.0' };
    expect((await answerTo(app, event)).json<Seen>()).toMatchObject({ path: '/health', url: 'https://localhost/health' });
  });

  it('may lack nearly everything', async () => {
    const bare: [name: string, event: unknown][] = [
      ['rest-api', { httpMethod: 'GET', requestContext: {} }],
      ['http-api', { requestContext: { http: {} } }],
      ['function-url', { requestContext: { http: {}, domainName: 'x.lambda-url.eu-west-1.on.aws' } }],
      ['alb', { requestContext: { elb: {} } }],
      ['vpc-lattice', { method: 'GET', requestContext: { serviceArn: 'arn' } }],
      ['vpc-lattice', { method: 'GET', raw_path: '/' }],
    ];
    for (const [source, event] of bare) {
      expect((await answerTo(app, event)).json<Seen>()).toMatchObject({
        source,
        method: 'GET',
        path: '/',
        query: [],
        headers: [],
        cookies: [],
        clientIp: null,
      });
    }
  });

  it.each(EVERY_SOURCE)('may have the wrong types in every field: $name', async (source) => {
    const complete = eventOf(source, { method: 'GET', path: '/x?a=1', cookies: ['a=1'], body: 'x' });
    const identifying = new Set(['requestContext', 'method', 'raw_path', 'httpMethod']);
    for (const field of Object.keys(complete).filter((name) => !identifying.has(name))) {
      for (const value of [null, 7, true, 'text', [], [null, 7], {}, { a: null, b: 7, c: [null], d: {} }]) {
        const answer = await answerTo(app, { ...complete, [field]: value });
        expect([field, value, answer.status === 200 || answer.status === 404]).toEqual([field, value, true]);
      }
    }
  });

  it('frozen all the way down is served, and left as it was', async () => {
    for (const source of EVERY_SOURCE) {
      const event = eventOf(source, { method: 'POST', path: '/x?a=1', headers: { 'x-a': '1' }, cookies: ['b=2'], body: { c: 3 } });
      const before = JSON.stringify(event);
      expect((await answerTo(app, deepFreeze(event))).status).toBe(200);
      expect(JSON.stringify(event)).toBe(before);
    }
  });

  it('without a Lambda context is served', async () => {
    const result = (await app.handler(latticeEvent({ path: '/x' }), undefined as never)) as { statusCode: number };
    expect(result.statusCode).toBe(200);
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
