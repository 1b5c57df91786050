import { IsString } from 'class-validator';
import {
  All,
  Body,
  Controller,
  Cookie,
  Delete,
  ForbiddenError,
  Get,
  Head,
  Header,
  HttpCode,
  type HttpResponse,
  Inject,
  Injectable,
  Options,
  Param,
  Patch,
  Post,
  Put,
  Query,
  REQUEST_CONTEXT,
  Redirect,
  type RequestContext,
  Res,
  Returns,
  Route,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { clientOf, EVERY_SOURCE } from './support/every-source.js';
import { recordingLogger } from './support/silent-logger.js';

describe.each(EVERY_SOURCE)('decorators through $name', (source) => {
  it('make routes of every verb, of one path or several, with or without slashes', async () => {
    @Controller('verbs/')
    class Verbs {
      @Get() get() {
        return 'get';
      }
      @Post('') post() {
        return 'post';
      }
      @Put('/') put() {
        return 'put';
      }
      @Patch('patch') patch() {
        return 'patch';
      }
      @Delete('/delete/') delete() {
        return 'delete';
      }
      @Head('/head') head(ctx: RequestContext) {
        ctx.res.headers.set('x-by', 'head');
      }
      @Options(['/options', 'other']) options() {
        return 'options';
      }
      @All('/all') all(ctx: RequestContext) {
        return ctx.method;
      }
      @Route('link', '/route') one() {
        return 'link';
      }
      @Route(['UNLINK', 'Lock'], ['/route', '/lock']) two(ctx: RequestContext) {
        return ctx.method;
      }
    }
    const api = clientOf({ controllers: [Verbs] }, source);
    const text = async (method: string, path: string) => (await api.request(method, `/verbs${path}`)).text();
    expect(await Promise.all(['GET', 'POST', 'PUT'].map((method) => text(method, '')))).toEqual(['get', 'post', 'put']);
    expect([await text('PATCH', '/patch'), await text('DELETE', '/delete')]).toEqual(['patch', 'delete']);
    expect((await api.head('/verbs/head')).headers['x-by']).toBe('head');
    expect([await text('OPTIONS', '/options'), await text('OPTIONS', '/other')]).toEqual(['options', 'options']);
    expect([await text('DELETE', '/all'), await text('SEARCH', '/all')]).toEqual(['DELETE', 'SEARCH']);
    expect([await text('LINK', '/route'), await text('UNLINK', '/route'), await text('LOCK', '/lock')]).toEqual(['link', 'UNLINK', 'LOCK']);
    expect((await api.request('LINK', '/verbs/lock')).status).toBe(405);
  });

  it('give a controller one prefix, several, none, or one in an object', async () => {
    const make = (prefix?: Parameters<typeof Controller>[0]) => {
      @Controller(prefix)
      class Named {
        @Get('/name') name(ctx: RequestContext) {
          return ctx.route;
        }
      }
      return clientOf({ controllers: [Named] }, source);
    };
    expect((await make().get('/name')).text()).toBe('/name');
    expect((await make('/').get('/name')).text()).toBe('/name');
    expect((await make('a/b').get('/a/b/name')).text()).toBe('/a/b/name');
    expect((await make({ path: '/c' }).get('/c/name')).text()).toBe('/c/name');
    const several = make(['/d', '/e/:id']);
    expect([(await several.get('/d/name')).text(), (await several.get('/e/7/name')).text()]).toEqual(['/d/name', '/e/:id/name']);
  });

  it('dress what is returned', async () => {
    class View {
      @IsString() name = 'x';
    }
    @Controller()
    class Dressed {
      @Get('/returns') @Returns(View, { status: 206 }) returns() {
        return { name: 'x' };
      }
      @Get('/nothing') @HttpCode(201) nothing() {}
      @Get('/header') @Header('Cache-Control', 'no-store') header(@Res() res: HttpResponse) {
        res.headers.set('x-res', 'yes');
        return null;
      }
      @Get('/away') @Redirect('/default') away(@Query('to') to: string) {
        return to ? { url: to, statusCode: 303 } : undefined;
      }
      @Get('/refused') @HttpCode(201) @Header('x-never', '1') refused() {
        throw new ForbiddenError('no');
      }
    }
    const api = clientOf({ controllers: [Dressed] }, source);
    const returns = await api.get('/returns');
    expect([returns.status, returns.json()]).toEqual([206, { name: 'x' }]);
    expect([(await api.get('/nothing')).status, (await api.get('/nothing')).text()]).toEqual([201, '']);
    expect((await api.get('/header')).headers).toMatchObject({ 'cache-control': 'no-store', 'x-res': 'yes' });
    const fixed = await api.get('/away');
    expect([fixed.status, fixed.headers.location]).toEqual([302, '/default']);
    const chosen = await api.get('/away?to=/chosen');
    expect([chosen.status, chosen.headers.location]).toEqual([303, '/chosen']);
    const refused = await api.get('/refused');
    expect([refused.status, refused.headers['x-never']]).toEqual([403, undefined]);
  });

  it('let a body be taken as it comes, its type and size still checked', async () => {
    @Controller()
    class Free {
      @Post('/free') free(@Body({ validate: false }) body: unknown) {
        return { body };
      }
    }
    const api = clientOf({ controllers: [Free], limits: { bodyBytes: 100 } }, source);
    expect((await api.post('/free', { body: { any: ['thing'] } })).json()).toEqual({ body: { any: ['thing'] } });
    expect((await api.post('/free', { body: '{"a":1}', raw: true })).status).toBe(415);
    expect((await api.post('/free', { body: { a: 'x'.repeat(100) } })).status).toBe(413);
    expect((await api.post('/free', { body: '{"__proto__":1}', headers: { 'content-type': 'application/json' } })).status).toBe(400);
    expect((await api.post('/free')).status).toBe(400);
  });

  it('take named text as it is where the parameter has no annotation, whatever the compiler says of those', async () => {
    @Controller('/open')
    class Open {
      @Get('/:id') get(@Param('id') id = 'none', @Query('q') q = 'absent', @Header('x-h') h = 'absent', @Cookie('c') c = 'absent') {
        return { id, q, h, c };
      }
    }
    for (const left of [Object, undefined]) {
      Reflect.defineMetadata('design:paramtypes', [left, left, left, left], Open.prototype, 'get');
      const api = clientOf({ controllers: [Open] }, source);
      expect((await api.get('/open/1')).json()).toEqual({ id: '1', q: 'absent', h: 'absent', c: 'absent' });
      const full = await api.get('/open/1?q=2', { headers: { 'x-h': '3' }, cookies: { c: '4' } });
      expect(full.json()).toEqual({ id: '1', q: '2', h: '3', c: '4' });
    }
  });

  it('put classes around handlers in the narrowest scope that they need', async () => {
    let made = 0;
    @Injectable({ scope: 'request' })
    class Caller {
      readonly id = ++made;
      constructor(@Inject(REQUEST_CONTEXT) readonly ctx: RequestContext) {}
    }
    @Injectable()
    class Auditing {
      constructor(readonly caller: Caller) {}
      async use({ reqCtx, next }: { reqCtx: RequestContext; next: () => Promise<void> }) {
        await next();
        reqCtx.res.headers.set('x-audit', `${this.caller.id} ${this.caller.ctx.path}`);
      }
    }
    @Injectable()
    class Allowing {
      constructor(readonly caller: Caller) {}
      canActivate(ctx: RequestContext) {
        ctx.set('guard', this.caller.id);
        return true;
      }
    }
    @Controller()
    @UseMiddleware(Auditing)
    @UseGuards(Allowing)
    class Calls {
      constructor(readonly caller: Caller) {}
      @Get('/calls/:n') async calls(ctx: RequestContext) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return { same: ctx.get('guard') === this.caller.id, id: this.caller.id };
      }
    }
    const api = clientOf({ controllers: [Calls] }, source);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => api.get(`/calls/${n}`)));
    for (const [index, answer] of answers.entries()) {
      const { same, id } = answer.json<{ same: boolean; id: number }>();
      expect([same, answer.headers['x-audit']]).toEqual([true, `${id} /calls/${index + 1}`]);
    }
    expect(made).toBe(4);
  });
});

it('a load balancer that takes one value for each header gets the last cookie, and the log one warning', async () => {
  @Controller()
  class Cookies {
    @Get('/cookies') cookies(ctx: RequestContext) {
      ctx.res.headers.append('set-cookie', 'a=1');
      ctx.res.headers.append('set-cookie', 'b=2');
    }
  }
  const logger = recordingLogger();
  const api = clientOf(
    { controllers: [Cookies], logger },
    EVERY_SOURCE.find(({ name }) => name === 'a load balancer'),
  );
  for (let request = 0; request < 3; request++) expect((await api.get('/cookies')).cookies).toEqual(['b=2']);
  expect(logger.at('warn').map(({ message }) => message)).toEqual([expect.stringContaining('lambda.multi_value_headers.enabled')]);
});
