import { Body, Ctx } from '../../../src/decorators/arguments.js';
import { Controller, Injectable } from '../../../src/decorators/classes.js';
import { All, Get, Post } from '../../../src/decorators/routes.js';
import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { UnsupportedEventError } from '../../../src/errors/unsupported-event-error.js';
import { HttpResponse } from '../../../src/http/http-response.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import type { AppOptions } from '../../../src/plan/options.js';
import { createApp } from '../../../src/runtime/create-app.js';
import { type TestSource, testClient } from '../../../src/testing/index.js';

let stores = 0;
const closed: string[] = [];

@Injectable()
class Store {
  readonly name = `store ${++stores}`;
  read(): string {
    return this.name;
  }
  onShutdown(): void {
    closed.push(this.name);
  }
}

@Controller()
class Things {
  constructor(private readonly store: Store) {}

  @Get('/store')
  name() {
    return this.store.read();
  }

  @All('/echo/*rest')
  async echo(@Ctx() ctx: RequestContext) {
    return {
      source: ctx.source,
      method: ctx.method,
      path: ctx.path,
      query: [...ctx.query],
      cookies: Object.fromEntries(ctx.cookies),
      type: ctx.headers.get('content-type') ?? null,
      probe: ctx.headers.get('x-probe') ?? null,
      body: ctx.body.text(),
      ip: ctx.clientIp,
      requestId: ctx.requestId,
      function: ctx.context.functionName,
    };
  }

  @Post('/form')
  async form(@Ctx() ctx: RequestContext) {
    const form = await ctx.body.form();
    return { type: ctx.headers.get('content-type'), name: form.get('name') };
  }

  @Post('/json')
  json(@Body({ validate: false }) body: unknown) {
    return { body };
  }

  @Get('/cookies')
  cookies() {
    const response = new HttpResponse('ok', { status: 201, headers: { 'x-a': '1' } });
    response.headers.append('set-cookie', 'a=1; Path=/');
    response.headers.append('set-cookie', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT');
    return response;
  }

  @Get('/bytes')
  bytes() {
    return Uint8Array.from({ length: 256 }, (_, index) => index);
  }
}

const options: AppOptions = { controllers: [Things], logger: { debug() {}, info() {}, warn() {}, error() {} } };
const app = createApp(options);
const sources: TestSource[] = ['http-api', 'rest-api', 'function-url', 'alb', 'vpc-lattice'];

describe.each(sources)('testClient for %s', (source) => {
  const api = testClient(app, { source });

  it('sends the request that was asked for', async () => {
    const answer = await api.put('/echo/a?x=1', {
      query: { y: 'ä&=' },
      headers: { 'X-Probe': 'p' },
      cookies: { session: 'abc' },
      body: { title: 'x' },
      clientIp: '198.51.100.9',
    });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      source,
      method: 'PUT',
      path: '/echo/a',
      query: [
        ['x', '1'],
        ['y', 'ä&='],
      ],
      cookies: { session: 'abc' },
      type: 'application/json',
      probe: 'p',
      body: '{"title":"x"}',
      ip: '198.51.100.9',
    });
  });

  it('has a verb for every method and request for the others', async () => {
    for (const verb of ['get', 'post', 'put', 'patch', 'delete', 'options'] as const) {
      expect((await api[verb]('/echo/a')).json()).toMatchObject({ method: verb.toUpperCase() });
    }
    expect((await api.request('PROPFIND', '/store')).status).toBe(405);
    const head = await api.head('/echo/a');
    expect(head.status).toBe(200);
    expect(head.text()).toBe('');
  });

  it('reads status, headers, cookies and text back, and shows the result untouched', async () => {
    const answer = await api.get('/cookies');
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'x-a': '1', 'content-type': 'text/plain; charset=utf-8' });
    // A load balancer without the multi-value mode can carry one cookie only.
    const cookies = ['a=1; Path=/', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'];
    expect(answer.cookies).toEqual(source === 'alb' ? cookies.slice(-1) : cookies);
    expect(answer.text()).toBe('ok');
    expect(answer.result).toMatchObject({ statusCode: 201, body: 'ok' });
  });

  it('carries bytes both ways', async () => {
    expect((await api.get('/bytes')).bytes()).toEqual(Uint8Array.from({ length: 256 }, (_, index) => index));
    const echoed = await api.post('/echo/a', { body: new TextEncoder().encode('bytes') });
    expect(echoed.json()).toMatchObject({ body: 'bytes', type: null });
  });

  it('sends strings as they are and forms as forms', async () => {
    expect((await api.post('/json', { body: '{"a":', headers: { 'content-type': 'application/json' } })).status).toBe(400);
    expect((await api.post('/json', { body: '{}' })).status).toBe(415);
    expect((await api.post('/json', { body: {}, raw: true })).status).toBe(415);
    expect((await api.post('/json', { body: 'no base64!', base64: true, headers: { 'content-type': 'application/json' } })).status).toBe(
      400,
    );
    const fields = new FormData();
    fields.set('name', 'ünï');
    expect((await api.post('/form', { body: fields })).json()).toEqual({
      type: expect.stringMatching(/^multipart\/form-data; boundary=/),
      name: 'ünï',
    });
    expect((await api.post('/form', { body: new URLSearchParams({ name: 'a b' }) })).json()).toMatchObject({ name: 'a b' });
  });

  it('answers errors, and rejects only with what the handler rejects with', async () => {
    expect((await api.get('/nowhere')).json()).toMatchObject({ statusCode: 404, error: 'NotFoundError' });
    const broken = testClient({ controllers: [Things, Things], prefix: '/{id}' }, { source });
    await expect(broken.get('/')).rejects.toBeInstanceOf(ConfigurationError);
    await expect(broken.get('/')).rejects.toThrow('write /:id/store');
  });
});

describe('testClient', () => {
  it('speaks for a function URL unless told otherwise, and refuses sources that there are not', async () => {
    expect((await testClient(app).get('/echo/a')).json()).toMatchObject({ source: 'function-url' });
    expect(() => testClient(app, { source: 'node-http' as never })).toThrow('There is no test source node-http; choose one of http-api, ');
  });

  it('merges raw event fields and context fields, those of a request over those of the client', async () => {
    const api = testClient(app, {
      source: 'alb',
      event: { multiValueHeaders: true, extra: { kept: 1 } },
      context: { functionName: 'orders', awsRequestId: 'one' },
    });
    const answer = await api.get('/cookies', { event: { extra: { added: 2 } } });
    expect(answer.cookies).toHaveLength(2);
    expect((await api.get('/echo/a', { context: { functionName: 'other' } })).json()).toMatchObject({ function: 'other' });
    expect((await api.get('/echo/a')).json()).toMatchObject({ function: 'orders' });
  });

  it('removes event fields that are undefined', async () => {
    const api = testClient(app, { source: 'rest-api', event: { requestContext: { stage: 'dev' } } });
    expect((await api.get('/store')).status).toBe(200);
    await expect(api.get('/store', { event: { requestContext: undefined } })).rejects.toBeInstanceOf(UnsupportedEventError);
  });

  it('replaces providers in a fresh app and leaves the original and its singletons alone', async () => {
    const before = (await testClient(app).get('/store')).text();
    const made = stores;
    const overridden = testClient(app, { override: [{ provide: Store, useValue: { read: () => 'fake' } }] });
    expect((await overridden.get('/store')).text()).toBe('fake');
    expect(overridden.app).not.toBe(app);
    expect(stores).toBe(made);
    expect((await testClient(app).get('/store')).text()).toBe(before);
    await overridden.close();
    expect(closed).toEqual([]);
  });

  it('makes an app from options, with overrides from the start', async () => {
    const made = stores;
    const api = testClient(options, { override: [{ provide: Store, useValue: { read: () => 'fake' } }] });
    expect((await api.get('/store')).text()).toBe('fake');
    expect(stores).toBe(made);
    const real = testClient(options);
    expect((await real.get('/store')).text()).toBe(`store ${made + 1}`);
    await real.close();
    expect(closed).toEqual([`store ${made + 1}`]);
  });

  it('closes its app only when asked, also at the end of a block', async () => {
    closed.length = 0;
    {
      await using api = testClient(options);
      await api.get('/store');
      expect(closed).toEqual([]);
    }
    expect(closed).toHaveLength(1);
    expect((await testClient(app).get('/store')).status).toBe(200);
  });
});
