import { Controller, Ctx, createApp, ErrorHandler, Get, HttpResponse, Param, Post, Put, type RequestContext } from '../../../src/index.js';
import { cors } from '../../../src/middleware/cors.js';
import { type EtagOptions, etag, requireMatch } from '../../../src/middleware/etag.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

const MODIFIED = 'Wed, 21 Oct 2015 07:28:00 GMT';
const RICH = {
  'cache-control': 'max-age=60',
  'content-location': '/things/1',
  'content-language': 'en',
  'content-disposition': 'inline',
  'content-security-policy': "default-src 'none'",
  date: MODIFIED,
  expires: MODIFIED,
  'last-modified': MODIFIED,
  vary: 'Accept',
  'set-cookie': ['a=1', 'b=2'],
};

class Gone extends Error {}

@Controller('/')
class Things {
  private version = 1;

  @Get('/json')
  json() {
    return { stable: true };
  }

  @Get('/text/:text')
  text(@Param('text') text: string) {
    return text;
  }

  @Get('/rich')
  rich() {
    return new HttpResponse('rich', { headers: RICH });
  }

  @Get('/own')
  own() {
    return new HttpResponse('x', { headers: { etag: '"own"' } });
  }

  @Get('/chunks/:size')
  async *chunks(@Param('size') size: number) {
    for (let at = 0; at < 12; at += size) yield 'abcdefghijkl'.slice(at, at + size);
  }

  @Get('/own-stream')
  ownStream() {
    return new HttpResponse(this.chunks(3), { headers: { etag: '"stream"' } });
  }

  @Get('/dated')
  dated() {
    return new HttpResponse('dated', { headers: { 'last-modified': MODIFIED } });
  }

  @Get('/nothing')
  nothing() {}

  @Get('/partial')
  partial() {
    return new HttpResponse('x', { status: 206 });
  }

  @Get('/broken')
  broken() {
    throw new Error('x');
  }

  @Get('/recovered')
  recovered() {
    throw new Gone();
  }

  @ErrorHandler(Gone)
  onGone() {
    return new HttpResponse('recovered', { status: 200 });
  }

  @Post('/json')
  add() {
    return { stable: true };
  }

  @Put('/thing')
  replace(@Ctx() reqCtx: RequestContext) {
    requireMatch(reqCtx, `"v${this.version}"`);
    this.version += 1;
    return { version: this.version };
  }

  @Put('/strict')
  strict(@Ctx() reqCtx: RequestContext) {
    requireMatch(reqCtx, 'v1', { required: true });
    return 'done';
  }

  @Put('/new')
  create(@Ctx() reqCtx: RequestContext) {
    requireMatch(reqCtx, undefined);
    return 'created';
  }
}

const appWith = (options?: EtagOptions) => createApp({ controllers: [Things], middleware: [etag(options)], logger: silentLogger });
const known = (tags: string) => ({ headers: { 'if-none-match': tags } });

describe.each(EVERY_SOURCE)('etag through $name', (over) => {
  const api = clientOf(appWith(), over);

  it('tags a successful answer, and says 304 to a client that has it', async () => {
    const first = await api.get('/json');
    const again = await api.get('/json', known(first.headers.etag!));

    expect(first.headers.etag).toMatch(/^"[\w-]{27}"$/);
    expect([again.status, again.text(), again.headers.etag]).toEqual([304, '', first.headers.etag]);
    expect(again.headers['content-type']).toBeUndefined();
  });

  it('sends the answer to a client that has another', async () => {
    const answer = await api.get('/json', known('"other", W/"more"'));

    expect([answer.status, answer.json()]).toEqual([200, { stable: true }]);
  });

  it('treats HEAD like GET', async () => {
    const { headers } = await api.get('/json');

    expect((await api.head('/json')).headers.etag).toBe(headers.etag);
    expect((await api.head('/json', known(headers.etag!))).status).toBe(304);
  });

  it('keeps on a 304 what is not about the body', async () => {
    const first = await api.get('/rich');
    const again = await api.get('/rich', known(first.headers.etag!));
    const { 'content-language': _l, 'content-disposition': _d, 'last-modified': _m, 'set-cookie': _c, ...kept } = RICH;

    expect(again.headers).toEqual({ ...kept, etag: first.headers.etag });
    expect(again.cookies).toEqual(first.cookies);
  });
});

describe('etag', () => {
  const api = clientOf(appWith());

  it('compares weakly, takes lists and *', async () => {
    const { etag: tag } = (await api.get('/json')).headers;
    for (const list of [`"x" , W/${tag}`, `W/${tag}`, '*', `"a,b",\t${tag}`])
      expect((await api.get('/json', known(list))).status).toBe(304);
    for (const list of ['', tag!.slice(1), '"x"', tag!.toUpperCase()]) expect((await api.get('/json', known(list))).status).toBe(200);
  });

  it('answers 304 with the form of the tag that the client knows', async () => {
    const { etag: tag } = (await api.get('/json')).headers;

    expect((await api.get('/json', known(`W/${tag}`))).headers.etag).toBe(`W/${tag}`);
    expect((await api.get('/json', known(`W/${tag}, ${tag}`))).headers.etag).toBe(tag);
  });

  it('gives different bytes different tags, and the same bytes the same, however they were cut', async () => {
    const [a, b, threes, fours] = await Promise.all(['/text/a', '/text/b', '/chunks/3', '/chunks/4'].map((path) => api.get(path)));

    expect(a!.headers.etag).not.toBe(b!.headers.etag);
    expect(threes!.headers.etag).toBe(fours!.headers.etag);
    expect(threes!.headers.etag).toBe((await api.get('/text/abcdefghijkl')).headers.etag);
  });

  it('makes weak tags when told to', async () => {
    const weak = clientOf(appWith({ weak: true }));
    const { etag: tag } = (await weak.get('/json')).headers;

    expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
    expect((await weak.get('/json', known(tag!.slice(2)))).status).toBe(304);
  });

  it("uses the handler's own tag", async () => {
    expect((await api.get('/own')).headers.etag).toBe('"own"');
    expect((await api.get('/own', known('W/"own"'))).status).toBe(304);
  });

  it.each(['/nothing', '/partial', '/broken', '/nowhere'])('leaves %s alone', async (path) => {
    const answer = await api.get(path, known('*'));

    expect([answer.status === 304, answer.headers.etag]).toEqual([false, undefined]);
  });

  it('leaves methods alone that change something', async () => {
    const answer = await api.post('/json', known('*'));

    expect([answer.status, answer.headers.etag]).toEqual([200, undefined]);
  });

  it('tags what an error handler made a success of', async () => {
    expect((await api.get('/recovered')).headers.etag).toMatch(/^"/);
  });

  it('compares dates where there is no tag to compare', async () => {
    const since = (date: string, tags?: string) => ({ headers: { 'if-modified-since': date, ...(tags && { 'if-none-match': tags }) } });

    expect((await api.get('/dated', since(MODIFIED))).status).toBe(304);
    expect((await api.get('/dated', since('Thu, 22 Oct 2015 07:28:00 GMT'))).status).toBe(304);
    expect((await api.get('/dated', since('Wed, 21 Oct 2015 07:27:59 GMT'))).status).toBe(200);
    expect((await api.get('/dated', since(MODIFIED, '"other"'))).status).toBe(200);
    for (const date of ['yesterday', '2030', '', 'GMT', `${'9'.repeat(100)} GMT`])
      expect((await api.get('/dated', since(date))).status).toBe(200);
    expect((await api.get('/json', since(MODIFIED))).status).toBe(200);
  });

  it('leaves CORS to the answer, 304 included', async () => {
    const app = createApp({ controllers: [Things], middleware: [etag(), cors({ origin: 'https://a.com' })], logger: silentLogger });
    const answer = await clientOf(app).get('/own', { headers: { 'if-none-match': '"own"', origin: 'https://a.com' } });

    expect(answer.status).toBe(304);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'https://a.com', vary: 'Origin' });
  });

  it('lets streams pass, tags whole bodies, and honours a tag that a stream has', async () => {
    const streaming = streamClient(appWith());
    const stream = await streaming.get('/chunks/6');
    const whole = await streaming.get('/json');
    const same = await streaming.get('/own-stream', known('"stream"'));

    expect([stream.headers.etag, stream.chunks.map(String)]).toEqual([undefined, ['abcdef', 'ghijkl']]);
    expect(whole.headers.etag).toBe((await api.get('/json')).headers.etag);
    expect([same.status, same.headers.etag, same.text()]).toEqual([304, '"stream"', '']);
  });
});

describe.each(EVERY_SOURCE)('requireMatch through $name', (over) => {
  const match = (tags: string) => ({ headers: { 'if-match': tags } });

  it('lets the first writer through and stops the second, who has not seen the change', async () => {
    const api = clientOf({ controllers: [Things] }, over);

    expect((await api.put('/thing', match('"v1"'))).json()).toEqual({ version: 2 });
    const late = await api.put('/thing', match('"v1"'));
    expect([late.status, late.json()]).toMatchObject([412, { error: 'PreconditionFailedError' }]);
    expect((await api.put('/thing', match('"v0", "v2"'))).json()).toEqual({ version: 3 });
  });
});

describe('requireMatch', () => {
  const api = clientOf({ controllers: [Things] });
  const put = async (path: string, tags?: string) =>
    (await api.put(path, tags === undefined ? {} : { headers: { 'if-match': tags } })).status;

  it('compares strongly', async () => {
    expect(await put('/strict', 'W/"v1"')).toBe(412);
    expect(await put('/strict', '"v1"')).toBe(200);
    expect(await put('/strict', '*')).toBe(200);
  });

  it('refuses what cannot be read as a tag', async () => {
    expect(await put('/strict', 'v1')).toBe(412);
    expect(await put('/strict', '')).toBe(412);
  });

  it('demands the header only where it is told to', async () => {
    expect(await put('/strict')).toBe(428);
    expect(await put('/new')).toBe(200);
  });

  it('holds for nothing where nothing is there yet', async () => {
    expect(await put('/new', '*')).toBe(412);
    expect(await put('/new', '"v1"')).toBe(412);
  });
});
