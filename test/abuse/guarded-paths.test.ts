import { All, type AppOptions, Controller, createApp, Get, type RequestContext, UseGuards } from '../../src/index.js';
import { lambdaContext } from '../../src/testing/index.js';
import { leastCpuTime } from '../behaviour/support/cpu-time.js';
import { clientOf, ENCODED_SOURCES, EVERY_SOURCE } from '../behaviour/support/every-source.js';
import { answerTo, eventWithPath } from '../behaviour/support/raw-events.js';
import { recordingLogger, silentLogger } from '../behaviour/support/silent-logger.js';

/** What ran, in order. */
let trail: string[] = [];
beforeEach(() => {
  trail = [];
});

@Controller('/admin')
@UseGuards(() => trail.push('guard') === 0)
class Admin {
  @Get() home() {
    trail.push('handler');
    return 'secret';
  }
  @Get('/:id') read() {
    trail.push('handler');
    return 'secret';
  }
}

@Controller()
class Open {
  @Get('/open') open() {
    return 'open';
  }
}

const WAYS_IN = [
  '/admin',
  '/admin/',
  '//admin',
  '///admin//',
  '/ADMIN',
  '/admin;x',
  '/admin;/x',
  '/admin%20',
  '/admin%00',
  '/admin%2F',
  '/admin%2f7',
  '/admin/7%00',
  '/%61dmin',
  '/%61%64%6d%69%6e/7',
  '/a/../admin',
  '/a/%2e%2e/admin',
  '/open/..;/admin',
  '/./admin',
  '/.//admin',
  '\\admin',
  '/\\admin',
  '/admin\\7',
  '/admin?x',
  '/admin#x',
  '/admin/7/',
  '/admin/7//',
  'admin',
  'http://localhost/admin',
];

const APPS: [name: string, options: AppOptions][] = [
  ['a guard of the class', { controllers: [Admin, Open] }],
  ['a lenient router', { controllers: [Admin, Open], trailingSlash: 'ignore' }],
  ['a strict router', { controllers: [Admin, Open], trailingSlash: 'strict' }],
  ['a redirecting router', { controllers: [Admin, Open], trailingSlash: 'redirect' }],
  ['a base path', { controllers: [Admin, Open], basePath: '/' }],
];

describe.each(EVERY_SOURCE)('a guarded path through $name', (source) => {
  it.each(APPS)('with %s lets nobody in, however the path is written', async (_name, options) => {
    const app = createApp({ logger: silentLogger, ...options });
    for (const path of WAYS_IN) {
      for (const method of ['GET', 'HEAD', 'get']) {
        trail = [];
        const answer = await answerTo(app, eventWithPath(source, path, { method }));
        expect([path, trail.includes('handler'), answer.text().includes('secret')]).toEqual([path, false, false]);
        expect([path, [400, 403, 404, 308].includes(answer.status)]).toEqual([path, true]);
      }
    }
  });

  it('is guarded for HEAD as it is for GET, with the same headers and no body', async () => {
    const guarded = (verdict: boolean) => {
      @Controller()
      @UseGuards((ctx) => {
        ctx.res.headers.set('x-guard', 'ran');
        return verdict;
      })
      class Document {
        @Get('/doc') doc() {
          return 'text';
        }
      }
      return clientOf({ controllers: [Document] }, source);
    };
    const get = await guarded(true).get('/doc');
    const head = await guarded(true).head('/doc');
    expect([head.status, head.headers, head.text()]).toEqual([get.status, get.headers, '']);
    const refused = await guarded(false).head('/doc');
    expect([refused.status, refused.headers['x-guard'], refused.text()]).toEqual([403, 'ran', '']);
  });

  it('is one and the same for middleware, guards, router and log, whatever a rule looks at', async () => {
    const logger = recordingLogger();
    const paths = new Set<string>();
    @Controller()
    class Everything {
      @All('/*rest') all(ctx: RequestContext) {
        paths.add(ctx.path);
        throw new Error('to the log');
      }
    }
    const app = createApp({
      controllers: [Everything],
      logger,
      middleware: [
        async ({ reqCtx, next }) => {
          paths.add(reqCtx.path);
          await next();
        },
      ],
      guards: [(reqCtx) => paths.add(reqCtx.path).size > 0],
    });
    for (const path of ['/%61dmin', '/admin', '/admin/', '/caf%c3%a9']) {
      paths.clear();
      await answerTo(app, eventWithPath(source, path));
      expect([path, paths.size]).toEqual([path, 1]);
    }
  });

  it('has its trailing slash read alike by routes, 404 and 405', async () => {
    for (const [policy, expected] of [
      ['ignore', [200, 405, 404]],
      ['strict', [404, 404, 404]],
      ['redirect', [308, 405, 404]],
    ] as const) {
      const app = createApp({ controllers: [Open], trailingSlash: policy, logger: silentLogger });
      const statuses = [];
      for (const [method, path] of [
        ['GET', '/open/'],
        ['DELETE', '/open/'],
        ['GET', '/none/'],
      ] as const)
        statuses.push((await answerTo(app, eventWithPath(source, path, { method }))).status);
      expect([policy, statuses]).toEqual([policy, expected]);
    }
  });

  it.each([
    ['of 10,000 characters', `/u/${'x'.repeat(10_000)}`],
    ['of 5,000 segments', '/u'.repeat(5000)],
    ['of 10,000 escapes', `/u/${'%41'.repeat(10_000)}`],
    ['of 10,000 broken escapes', `/u/${'%'.repeat(10_000)}`],
    ['of 10,000 dots', `/u/${'.'.repeat(10_000)}`],
    ['of 3,000 dot segments', '/..'.repeat(3000)],
    ['that nearly matches a constraint', `/n/${'1'.repeat(10_000)}x`],
  ])('%s costs no more than its length', async (_name, path) => {
    @Controller()
    class Some {
      @Get('/u/:a/:b/:c') three() {}
      @Get('/n/:id(\\d+)') number() {}
      @Get('/w/*rest') rest() {}
    }
    const app = createApp({ controllers: [Some], logger: silentLogger });
    const event = eventWithPath(source, path);
    expect(await leastCpuTime(() => app.handler(event, lambdaContext()), { enough: 5 })).toBeLessThan(20);
  });
});

describe.each(ENCODED_SOURCES)('an escaped letter through $name', (source) => {
  it('leads to the same route with the same guards', async () => {
    const app = createApp({ controllers: [Admin], logger: silentLogger });
    expect((await answerTo(app, eventWithPath(source, '/%61dmin'))).status).toBe(403);
    expect(trail).toEqual(['guard']);
  });
});

describe('patterns', () => {
  it('with two parameters in one segment are refused at start-up, with the way out', async () => {
    @Controller()
    class Two {
      @Get('/:from-:to') range() {}
    }
    await expect(createApp({ controllers: [Two], logger: silentLogger }).ready()).rejects.toMatchObject({
      problems: [expect.objectContaining({ className: 'Two', member: 'range', fix: expect.stringContaining(':from') })],
    });
  });

  it('whose constraint would take exponential time are refused', async () => {
    @Controller()
    class Slow {
      @Get('/:id((a+)+)') slow() {}
    }
    await expect(createApp({ controllers: [Slow], logger: silentLogger }).ready()).rejects.toMatchObject({
      problems: [expect.objectContaining({ member: 'slow' })],
    });
  });
});
