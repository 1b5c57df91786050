import { type AppOptions, Controller, createApp, Get, NotFound, Param, Post, type RequestContext } from '../../../src/index.js';
import { clientOf, ENCODED_SOURCES, EVERY_SOURCE } from '../support/every-source.js';
import { answerTo, eventWithPath } from '../support/raw-events.js';
import { silentLogger } from '../support/silent-logger.js';

@Controller()
class Routes {
  @Get('/files/:name') file(@Param('name') name: string) {
    return { name };
  }
  @Get('/users/:id/posts') posts(@Param('id') id: string) {
    return { posts: id };
  }
  @Get('/users') users() {
    return 'users';
  }
  @Post('/users') add() {
    return 'added';
  }
  @Get('/café/menü') unicode() {
    return 'unicode';
  }
  @Get('/a.b/:n') dotted(@Param('n') n: string) {
    return { n };
  }
  @Get('/c+d/(x)') literal() {
    return 'literal';
  }
  @Get('/rest/*rest') rest(@Param('rest') rest: string) {
    return { rest };
  }
  @Get('/optional/:part?') optional(@Param('part') part?: string) {
    return { part: part ?? null };
  }
  @Get('/digits/:id(\\d+)') digits(@Param('id') id: string) {
    return { digits: id };
  }
  @Get('/digits/:id') words(@Param('id') id: string) {
    return { words: id };
  }
  @Get('/own/:__proto__/:constructor') own(ctx: RequestContext) {
    return { names: Object.keys(ctx.params), prototype: Object.getPrototypeOf(ctx.params), values: Object.values(ctx.params) };
  }
}

describe.each(ENCODED_SOURCES)('a path parameter through $name', (source) => {
  const app = createApp({ controllers: [Routes], logger: silentLogger });
  const get = (path: string) => answerTo(app, eventWithPath(source, path));

  it.each([
    ['/files/a%2Fb', 'a/b'],
    ['/files/%252F', '%2F'],
    ['/files/%2541', '%41'],
    ['/files/a%20b', 'a b'],
    ['/files/a+b', 'a+b'],
    ['/files/%3Fa%23b', '?a#b'],
    ['/files/caf%C3%A9', 'café'],
    ['/files/caf%c3%a9', 'café'],
    ['/files/a%5Cb', 'a\\b'],
  ])('is split off first and decoded once: %s', async (path, name) => {
    const answer = await get(path);
    expect([answer.status, answer.json()]).toEqual([200, { name }]);
  });

  it.each(['/files/%zz', '/files/%ff', '/files/50%', '/files/%', '/files/%C3', '/files/a%00b', '/rest/a/%zz', '/optional/%ff'])(
    'that is malformed or holds a NUL is a 400 that repeats nothing: %s',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.json()]).toEqual([
        400,
        { statusCode: 400, error: 'BadRequestError', message: 'The path has a malformed percent-escape' },
      ]);
    },
  );

  it('that is malformed is refused inside the chain: middleware sees it as an error', async () => {
    const seen: unknown[] = [];
    const around = createApp({
      controllers: [Routes],
      logger: silentLogger,
      middleware: [
        async ({ reqCtx, next }) => {
          reqCtx.res.headers.set('x-early', 'yes');
          try {
            await next();
          } catch (error) {
            seen.push((error as { status: number }).status);
            throw error;
          }
        },
      ],
      guards: [() => seen.push('guard') > 0],
    });
    const answer = await answerTo(around, eventWithPath(source, '/files/%zz'));
    expect([answer.status, answer.headers['x-early'], seen]).toEqual([400, 'yes', [400]]);
  });
});

describe('a path parameter through an HTTP API, whose path was decoded on the way', () => {
  const source = EVERY_SOURCE.find((each) => each.source === 'http-api')!;
  const app = createApp({ controllers: [Routes], logger: silentLogger });

  it.each([
    ['/files/%41', '%41'],
    ['/files/50%', '50%'],
    ['/files/%zz', '%zz'],
    ['/files/a b', 'a b'],
    ['/files/what?', 'what?'],
    ['/files/a#b', 'a#b'],
    ['/files/café', 'café'],
    ['/files/%2F', '%2F'],
  ])('is taken as delivered: %s', async (path, name) => {
    const answer = await answerTo(app, eventWithPath(source, path, { query: 'q=1' }));
    expect([answer.status, answer.json()]).toEqual([200, { name }]);
  });

  it('keeps a wildcard as delivered, behind a base path and a stage', async () => {
    const staged = createApp({ controllers: [Routes], basePath: '/shop', logger: silentLogger });
    const event = eventWithPath(source, '/prod/shop/rest/a b/%41');
    (event.requestContext as Record<string, unknown>).stage = 'prod';
    expect((await answerTo(staged, event)).json()).toEqual({ rest: 'a b/%41' });
  });

  it('that holds a NUL is a 400', async () => {
    expect((await answerTo(app, eventWithPath(source, '/files/a\0b'))).status).toBe(400);
  });
});

describe.each(EVERY_SOURCE)('routes through $name', (source) => {
  const app = createApp({ controllers: [Routes], logger: silentLogger });
  const api = clientOf(app, source);
  const deliver = (path: string) => answerTo(app, eventWithPath(source, path));

  it('do not match empty segments', async () => {
    for (const path of ['/users//posts', '//users', '/users//', '/files/', '/files//', '/rest/', '//']) {
      expect([path, (await deliver(path)).status]).toEqual([path, 404]);
    }
  });

  it('take whatever is behind the slash for a wildcard, from one character on', async () => {
    for (const rest of ['/a', '/', '/a//b', 'a//b', '/a b/c']) {
      expect([rest, (await deliver(`/rest/${rest}`)).json()]).toEqual([rest, { rest }]);
    }
    expect((await deliver('/rest/a b/')).json()).toEqual({ rest: 'a b' });
  });

  it('may be written in unicode', async () => {
    expect((await api.get('/café/menü')).text()).toBe('unicode');
    expect((await api.get('/caf%C3%A9/men%C3%BC')).text()).toBe('unicode');
    expect((await api.get('/caf%c3%a9/men%c3%bc')).text()).toBe('unicode');
  });

  it('take dots, parentheses and plus signs literally', async () => {
    expect((await api.get('/a.b/1')).json()).toEqual({ n: '1' });
    expect((await api.get('/aXb/1')).status).toBe(404);
    expect((await api.get('/c+d/(x)')).text()).toBe('literal');
    expect((await api.get('/ccd/x')).status).toBe(404);
  });

  it('have wildcards, optional and constrained parameters', async () => {
    expect((await api.get('/rest/a/b/c')).json()).toEqual({ rest: 'a/b/c' });
    expect((await api.get('/rest')).status).toBe(404);
    expect((await api.get('/optional')).json()).toEqual({ part: null });
    expect((await api.get('/optional/x')).json()).toEqual({ part: 'x' });
    expect((await api.get('/digits/42')).json()).toEqual({ digits: '42' });
    expect((await api.get('/digits/4x')).json()).toEqual({ words: '4x' });
  });

  it('keep parameters in a record without a prototype, whatever their names', async () => {
    expect((await api.get('/own/a/b')).json()).toEqual({ names: ['__proto__', 'constructor'], prototype: null, values: ['a', 'b'] });
  });

  it.each(['/__proto__', '/constructor', '/constructor/toString', '/hasOwnProperty', '/users/__proto__/posts/constructor'])(
    'are not found at %s',
    async (path) => {
      expect((await api.get(path)).status).toBe(404);
    },
  );

  it('are case-sensitive', async () => {
    expect((await api.get('/Users')).status).toBe(404);
  });

  it('prefer static segments, then constrained, then plain parameters, then wildcards, in whatever order they were declared', async () => {
    const names = ['static', 'constrained', 'parameter', 'wildcard'] as const;
    const paths = { static: '/p/7', constrained: '/p/:n(\\d+)', parameter: '/p/:x', wildcard: '/p/*rest' };
    for (let turn = 0; turn < names.length; turn++) {
      const order = [...names.slice(turn), ...names.slice(0, turn)].reverse();
      const controllers = order.map((name) => {
        @Controller()
        class One {
          @Get(paths[name]) answer() {
            return name;
          }
        }
        return One;
      });
      const ordered = clientOf({ controllers }, source);
      const answers = await Promise.all(['/p/7', '/p/8', '/p/x', '/p/x/y'].map(async (path) => (await ordered.get(path)).text()));
      expect(answers).toEqual([...names]);
    }
  });
});

describe.each(EVERY_SOURCE)('a slash at the end of a path through $name', (source) => {
  const apiOf = (options: AppOptions) => {
    const app = createApp({ controllers: [Routes], logger: silentLogger, ...options });
    return {
      ...clientOf(app, source),
      deliver: (path: string, method = 'GET', query = '') => answerTo(app, eventWithPath(source, path, { method, query })),
    };
  };

  /** Where a client that asked for a path is sent to, below the stage of a REST API. */
  const targetOf = (location: string | undefined, asked: string) => {
    const stage = source.source === 'rest-api' ? '/prod' : '';
    const { origin, href } = new URL(location!, `https://x.example${stage}${asked}`);
    expect([origin, href.startsWith(`${origin}${stage}/`)]).toEqual(['https://x.example', true]);
    return href.slice(origin.length + stage.length);
  };

  it('is ignored unless the app says otherwise; two are not', async () => {
    const api = apiOf({});
    expect((await api.get('/users/')).text()).toBe('users');
    expect((await api.post('/users/')).text()).toBe('added');
    expect((await api.get('/users/7/posts/')).json()).toEqual({ posts: '7' });
    expect((await api.delete('/users/')).headers.allow).toBe('GET, HEAD, OPTIONS, POST');
    expect((await api.deliver('/users//')).status).toBe(404);
  });

  it('makes another path where it is strict', async () => {
    const api = apiOf({ trailingSlash: 'strict' });
    expect([(await api.get('/users')).status, (await api.get('/users/')).status]).toEqual([200, 404]);
  });

  it('is redirected away where the app wants that: 308, query and method kept, HEAD too', async () => {
    const api = apiOf({ trailingSlash: 'redirect' });
    for (const method of ['GET', 'POST', 'HEAD']) {
      const answer = await api.request(method, '/users/?a=1&b=x%20y');
      expect([method, answer.status, answer.text()]).toEqual([method, 308, '']);
      expect(targetOf(answer.headers.location, '/users/')).toMatch(/^\/users\?a=1&b=x(%20|\+)y$/);
    }
    expect((await api.get('/users')).status).toBe(200);
    expect(targetOf((await api.get('/users/7/posts/')).headers.location, '/users/7/posts/')).toBe('/users/7/posts');
    expect((await api.get('/nowhere/')).status).toBe(404);
  });

  it('never redirects to another host', async () => {
    @Controller()
    class Wide {
      @Get('/*rest') rest() {
        return 'rest';
      }
      @NotFound() nowhere() {
        return 'nowhere';
      }
    }
    const api = apiOf({ controllers: [Wide], trailingSlash: 'redirect' });
    for (const path of ['//evil.com/', '/\\evil.com/', '///evil.com/', '/%2Fevil.com/', '/%5Cevil.com/']) {
      const { headers } = await api.deliver(path);
      if (headers.location !== undefined) expect(new URL(headers.location, 'https://good.example').host).toBe('good.example');
    }
  });

  it('is redirected with the base path in front', async () => {
    const api = apiOf({ trailingSlash: 'redirect', basePath: '/shop' });
    expect(targetOf((await api.get('/shop/users/')).headers.location, '/shop/users/')).toBe('/shop/users');
  });
});
