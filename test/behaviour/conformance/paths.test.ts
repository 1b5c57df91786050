import { type AppOptions, Controller, createApp, Get, NotFound, type RequestContext } from '../../../src/index.js';
import { httpApiEvent, lambdaContext, restApiEvent } from '../../../src/testing/index.js';
import { leastCpuTime } from '../support/cpu-time.js';
import { echoApp, type Seen } from '../support/echo.js';
import { clientOf, ENCODED_SOURCES, EVERY_SOURCE, type SourceCase } from '../support/every-source.js';
import { answerTo, eventOf, eventWithPath } from '../support/raw-events.js';
import { silentLogger } from '../support/silent-logger.js';

const HTTP_API = EVERY_SOURCE.find(({ source }) => source === 'http-api')!;

async function see(source: SourceCase, delivered: unknown, fields: Record<string, unknown> = {}, options: AppOptions = {}): Promise<Seen> {
  const answer = await answerTo(echoApp(options), eventWithPath(source, delivered, fields));
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text()}`);
  return answer.json<Seen>();
}

describe.each(ENCODED_SOURCES)('the path of a request through $name', (source) => {
  it.each(['/capture/space%20value', '/a%2Fb', '/caf%C3%A9', '/a%3Fb%23c', '/a+b', "/!$&'()*,;=:@-._~"])(
    'stays as the client sent it: %s',
    async (path) => {
      const seen = await see(source, path);
      expect([seen.path, new URL(seen.url).pathname]).toEqual([path, path]);
    },
  );

  it('is the same text for middleware, guards and router, however its letters were escaped', async () => {
    const seen: string[] = [];
    @Controller('/admin')
    class Admin {
      @Get('/:id') read(ctx: RequestContext) {
        return ctx.path;
      }
    }
    const app = createApp({
      controllers: [Admin],
      middleware: [
        async ({ reqCtx, next }) => {
          seen.push(reqCtx.path);
          await next();
        },
      ],
      guards: [(reqCtx) => seen.push(reqCtx.path) > 0],
    });
    const answer = await answerTo(app, eventWithPath(source, '/%61dm%69n/caf%c3%a9'));
    expect([answer.status, answer.text(), seen]).toEqual([200, '/admin/caf%C3%A9', ['/admin/caf%C3%A9', '/admin/caf%C3%A9']]);
  });
});

describe('the path of a request through an HTTP API, which was decoded on the way', () => {
  it.each([
    ['/capture/space value', '/capture/space%20value'],
    ['/orders#x', '/orders%23x'],
    ['/what?', '/what%3F'],
    ['/100% sure', '/100%25%20sure'],
    ['/café', '/caf%C3%A9'],
    ['/a/b', '/a/b'],
  ])('%j is encoded again', async (delivered, path) => {
    const seen = await see(HTTP_API, delivered, { query: 'a=1' });
    expect([seen.path, new URL(seen.url).pathname, seen.query]).toEqual([path, path, [['a', '1']]]);
  });
});

describe.each(EVERY_SOURCE)('a path through $name', (source) => {
  it('with two slashes in front changes neither host nor path', async () => {
    class Nowhere {
      @NotFound() nowhere(_error: Error, ctx: RequestContext) {
        return { path: ctx.path, url: ctx.req.url };
      }
    }
    const app = createApp({ errorHandlers: [Nowhere], logger: silentLogger });
    const answer = await answerTo(app, eventWithPath(source, '//evil.com/x', { headers: { host: 'api.example.com' } }));
    expect([answer.status, answer.json()]).toEqual([404, { path: '//evil.com/x', url: 'https://api.example.com//evil.com/x' }]);
  });

  it('that is empty or missing is the root', async () => {
    expect((await see(source, '')).path).toBe('/');
    // Without a path nothing tells an event of VPC Lattice v1 from others.
    if (source.event.version === '1.0') return;
    expect((await see(source, undefined)).path).toBe('/');
    expect((await see(source, null)).path).toBe('/');
  });

  it.each([`/${'a'.repeat(10_000)}`, '/s'.repeat(2000), '/'.repeat(10_000), '/%41'.repeat(3000), '/a%'.repeat(3000)])(
    'of thousands of characters or segments is a quick 404: %.12s',
    async (delivered) => {
      const app = createApp({ controllers: [Books] });
      const event = eventWithPath(source, delivered);
      expect((await answerTo(app, event)).status).toBe(404);
      expect(await leastCpuTime(() => app.handler(event, lambdaContext()), { enough: 5 })).toBeLessThan(20);
    },
  );

  it('of dot segments, plain or escaped, is no path of the app', async () => {
    const app = echoApp();
    for (const path of ['/a/../admin', '/a/./b', '/..', '/.', '/a/%2e%2e/admin', '/a/%2E./b', '/a/..']) {
      expect([path, (await answerTo(app, eventWithPath(source, path))).status]).toEqual([path, 404]);
    }
    for (const path of ['/a..b', '/.well-known/x', '/...', '/a/..b']) {
      expect([path, (await answerTo(app, eventWithPath(source, path))).status]).toEqual([path, 200]);
    }
  });

  it('with backslashes and semicolons is a path of literal segments', async () => {
    const api = createApp({ controllers: [Books] });
    for (const path of ['/books\\7', '/books;x/7', '/BOOKS/7', '/books/7;x/y']) {
      expect([path, (await answerTo(api, eventWithPath(source, path))).status]).toEqual([path, 404]);
    }
  });
});

describe.each(EVERY_SOURCE)('the host of a request through $name', (source) => {
  it.each(['h@evil.com', 'a b', 'a/b', 'a?b', '[::', 'a b<>', 'evil.com\\@x'])(
    'is not what an invalid Host header says: %s',
    async (host) => {
      const seen = await see(source, '/x', { headers: { host } });
      expect(new URL(seen.url).host).toMatch(/^(localhost|[a-z0-9]+\.(execute-api|lambda-url)\.[a-z0-9-]+\.(amazonaws\.com|on\.aws))$/);
      expect(new URL(seen.url).pathname).toBe('/x');
    },
  );

  it('is that of a valid Host header, whatever x-forwarded-host says', async () => {
    const seen = await see(source, '/x', { headers: { host: 'api.example.com:8443', 'x-forwarded-host': 'evil.com' } });
    expect(new URL(seen.url).origin).toBe('https://api.example.com:8443');
  });

  it('has a scheme that is believed only when it is exactly http or https', async () => {
    const scheme = async (proto: string) => new URL((await see(source, '/x', { headers: { 'x-forwarded-proto': proto } })).url).protocol;
    expect([await scheme('http'), await scheme('https'), await scheme('x y:'), await scheme('javascript')]).toEqual([
      'http:',
      'https:',
      'https:',
      'https:',
    ]);
  });

  it('is localhost where nothing else is known', async () => {
    const event = eventOf(source, {}, { headers: null, multiValueHeaders: source.event.multiValueHeaders ? {} : null });
    const context = event.requestContext as Record<string, unknown> | undefined;
    if (context)
      event.requestContext = { ...context, domainName: source.source === 'function-url' ? 'x.lambda-url.eu-west-1.on.aws' : undefined };
    const seen = (await answerTo(echoApp(), event)).json<Seen>();
    expect(new URL(seen.url).host).toBe(source.source === 'function-url' ? 'x.lambda-url.eu-west-1.on.aws' : 'localhost');
  });
});

describe('the stage of an execute-api address', () => {
  const staged = (rawPath: string, domainName: string, stage = 'prod') => httpApiEvent({ rawPath, requestContext: { stage, domainName } });
  const GENERATED = 'a1b2c3.execute-api.eu-west-1.amazonaws.com';

  it.each([
    ['/prod', GENERATED, '/'],
    ['/prod/', GENERATED, '/'],
    ['/prod/orders', GENERATED, '/orders'],
    ['/production', GENERATED, '/production'],
    ['/orders/prod', GENERATED, '/orders/prod'],
    ['/prod/orders', 'api.example.com', '/prod/orders'],
    ['/prod/orders', 'a1b2c3.execute-api.evil.com', '/prod/orders'],
    ['/prod/orders', 'a1b2c3.execute-api.cn-north-1.amazonaws.com.cn', '/orders'],
  ])('%s at %s is %s', async (rawPath, domainName, path) => {
    const seen = (await answerTo(echoApp(), staged(rawPath, domainName))).json<Seen>();
    expect(seen.path).toBe(path);
  });

  it('is not stripped when it is $default, and never from a REST API, whose path has none', async () => {
    expect((await answerTo(echoApp(), staged('/$default/x', GENERATED, '$default'))).json<Seen>().path).toBe('/$default/x');
    const rest = restApiEvent({ path: '/prod/orders', requestContext: { stage: 'prod', domainName: GENERATED } });
    expect((await answerTo(echoApp(), rest)).json<Seen>().path).toBe('/prod/orders');
  });
});

describe.each(EVERY_SOURCE)('a base path through $name', (source) => {
  it('is stripped from the front, on a segment boundary, once', async () => {
    const seen = async (path: string, basePath = '/v1') => (await see(source, path, {}, { basePath })).path;
    expect(await seen('/v1/orders')).toBe('/orders');
    expect(await seen('/v1')).toBe('/');
    expect(await seen('/v10/orders')).toBe('/v10/orders');
    expect(await seen('/orders/v1')).toBe('/orders/v1');
    expect(await seen('/v1/v1/orders')).toBe('/v1/orders');
    expect(await seen('/v1/orders', 'v1/')).toBe('/orders');
    expect(await seen('/a/b/orders', '/a/b')).toBe('/orders');
  });

  it('may be written in unicode, or escaped, like the path of a route', async () => {
    for (const basePath of ['/café au/lait', '/caf%C3%A9%20au/lait', '/caf%c3%a9%20au/l%61it']) {
      const api = clientOf({ controllers: [Books], basePath, trailingSlash: 'redirect' }, source);
      expect((await api.get('/caf%C3%A9%20au/lait/books/7')).json()).toEqual({ id: '7' });
      const { status, headers } = await api.get('/caf%C3%A9%20au/lait/books/7/');
      expect([status, new URL(headers.location!, 'https://x.example/caf%C3%A9%20au/lait/books/7/').pathname]).toEqual([
        308,
        '/caf%C3%A9%20au/lait/books/7',
      ]);
    }
  });

  it('does not change the address of the web Request', async () => {
    const seen = await see(source, '/v1/orders', {}, { basePath: '/v1' });
    expect(new URL(seen.url).pathname).toBe('/v1/orders');
  });

  it('leaves parameters what they are', async () => {
    const api = clientOf({ controllers: [Books], basePath: '/shop' }, source);
    expect((await api.get('/shop/books/a%20b')).json()).toEqual({ id: 'a b' });
    expect((await api.get('/books/7')).json()).toEqual({ id: '7' });
  });
});

@Controller('/books')
class Books {
  @Get('/:id') read(ctx: RequestContext) {
    return ctx.params;
  }
}
