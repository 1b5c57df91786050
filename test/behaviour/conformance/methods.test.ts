import {
  All,
  Controller,
  createApp,
  Get,
  Head,
  type Middleware,
  Options,
  Patch,
  Post,
  type RequestContext,
  Route,
} from '../../../src/index.js';
import { httpApiEvent } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { answerTo, eventOf, eventWithPath } from '../support/raw-events.js';
import { silentLogger } from '../support/silent-logger.js';

const ran: string[] = [];

@Controller('/items')
class Items {
  @Get() list() {
    ran.push('list');
    return { from: 'get' };
  }
  @Post() add() {
    return { from: 'post' };
  }
  @Patch('/:id') change(ctx: RequestContext) {
    return { from: 'patch', method: ctx.method };
  }
  @Get('/headed') headed() {
    return 'get';
  }
  @Head('/headed') head(ctx: RequestContext) {
    ctx.res.headers.set('x-from', 'head');
  }
  @Options('/own') options() {
    return { from: 'options' };
  }
  @Get('/own') own() {
    return 'get';
  }
  @Route(['PROPFIND', 'query'], '/tree') tree(ctx: RequestContext) {
    return { method: ctx.method };
  }
  @All('/web') web(ctx: RequestContext) {
    return ctx.req.method;
  }
  @All('/any') any(ctx: RequestContext) {
    return { method: ctx.method };
  }
}

describe.each(EVERY_SOURCE)('methods through $name', (source) => {
  const app = createApp({ controllers: [Items] });
  const api = clientOf(app, source);
  const request = (method: string, path: string) => answerTo(app, eventOf(source, { method, path }));

  it('may be sent in lower case', async () => {
    expect((await request('patch', '/items/7')).json()).toEqual({ from: 'patch', method: 'PATCH' });
  });

  it.each(['PROPFIND', 'QUERY'])('%s can be routed like any other', async (method) => {
    expect((await request(method, '/items/tree')).json()).toEqual({ method });
  });

  it.each(['TRACE', 'CONNECT', 'BREW', '__proto__', 'constructor', 'hasOwnProperty', 'x'.repeat(10_000)])(
    '%.15s is a 405 on a known path, a 404 elsewhere',
    async (method) => {
      const known = await request(method, '/items');
      expect([known.status, known.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS, POST']);
      expect((await request(method, '/nowhere')).status).toBe(404);
    },
  );

  it('reach a handler for all methods, whatever they are', async () => {
    for (const method of ['GET', 'DELETE', 'OPTIONS', 'PROPFIND']) expect((await request(method, '/items/any')).json()).toEqual({ method });
    expect((await request('HEAD', '/items/any')).status).toBe(200);
  });

  it('that a path does not have are a 405 with a sorted Allow, which an unknown path is not', async () => {
    const wrong = await api.delete('/items');
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS, POST']);
    const patchOnly = await api.get('/items/7');
    expect([patchOnly.status, patchOnly.headers.allow]).toEqual([405, 'OPTIONS, PATCH']);
    const unknown = await api.delete('/items/7/parts');
    expect([unknown.status, unknown.headers.allow]).toEqual([404, undefined]);
  });

  it('HEAD runs the GET handler, unless there is one of its own', async () => {
    ran.length = 0;
    const fallback = await api.head('/items');
    expect([fallback.status, fallback.headers['content-type'], fallback.text(), ran]).toEqual([200, 'application/json', '', ['list']]);
    const own = await api.head('/items/headed');
    expect([own.headers['x-from'], own.text()]).toEqual(['head', '']);
  });

  it('HEAD is refused where there is neither', async () => {
    const answer = await api.head('/items/7');
    expect([answer.status, answer.headers.allow, answer.text()]).toEqual([405, 'OPTIONS, PATCH', '']);
  });

  it('OPTIONS is answered with Allow on a known path, by the router where it is unknown, by the app where it wants to', async () => {
    const known = await api.options('/items');
    expect([known.status, known.headers.allow, known.text(), known.headers['content-type']]).toEqual([
      204,
      'GET, HEAD, OPTIONS, POST',
      '',
      undefined,
    ]);
    expect((await api.options('/nowhere')).status).toBe(404);
    expect((await api.options('/items/own')).json()).toEqual({ from: 'options' });
  });

  it('OPTIONS of the server as a whole is a 204', async () => {
    const event = eventWithPath(source, '*', { method: 'OPTIONS' });
    const answer = await answerTo(app, event);
    expect([answer.status, answer.text()]).toEqual([204, '']);
  });

  it('TRACE and CONNECT reach handlers that do not ask for a web Request', async () => {
    for (const method of ['TRACE', 'CONNECT']) expect((await request(method, '/items/any')).json()).toEqual({ method });
  });

  it.each(['TRACE', 'CONNECT', 'TRACK', 'A B'])('%s is a 400 where handlers or middleware do: no fault of the app', async (method) => {
    const lines: unknown[] = [];
    const logger = { ...silentLogger, error: (...line: unknown[]) => void lines.push(line) };
    const asking: Middleware = async ({ reqCtx, next }) => {
      if (!reqCtx.req.url) throw new Error('no address');
      await next();
    };
    for (const options of [{}, { middleware: [asking] }]) {
      const asked = createApp({ controllers: [Items], logger, ...options });
      const answer = await answerTo(asked, eventOf(source, { method, path: '/items/web' }));
      expect([answer.status, answer.json()]).toEqual([
        400,
        { statusCode: 400, error: 'BadRequestError', message: 'The method of the request is not supported here' },
      ]);
      expect((await answerTo(asked, eventOf(source, { method: 'DELETE', path: '/items/web' }))).text()).toBe('DELETE');
    }
    expect(lines).toEqual([]);
  });
});

it('a method that is missing from a hand-written event is GET', async () => {
  const event = httpApiEvent({ path: '/items' }) as unknown as { requestContext: { http: { method?: string } } };
  delete event.requestContext.http.method;
  expect((await answerTo(createApp({ controllers: [Items] }), event)).json()).toEqual({ from: 'get' });
});
