import { IsString } from 'class-validator';
import { Body, Controller, createApp, Get, Post, RawBody, type RequestContext } from '../../../src/index.js';
import { clientOf, EVERY_SOURCE, type SourceCase } from '../support/every-source.js';
import { answerTo, eventOf, type RawEvent } from '../support/raw-events.js';
import { recordingLogger, silentLogger } from '../support/silent-logger.js';

class Note {
  @IsString() declare text: string;
}

@Controller()
class Bodies {
  @Get('/get') get(ctx: RequestContext) {
    return { text: ctx.body.text(), web: ctx.req.body === null };
  }
  @Post('/json') json(ctx: RequestContext) {
    return { value: ctx.body.json() };
  }
  @Post('/note') note(@Body() note: Note) {
    return { text: note.text, isNote: note instanceof Note };
  }
  @Post('/raw') raw(@RawBody() bytes: Uint8Array) {
    return bytes;
  }
  @Post('/bytes') bytes(ctx: RequestContext) {
    return ctx.body.bytes();
  }
  @Post('/form') async form(ctx: RequestContext) {
    const form = await ctx.body.form();
    return [...form].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [value.filename, value.contentType, [...value.bytes]],
    ]);
  }
  @Post('/web') async web(ctx: RequestContext) {
    return { isNull: ctx.req.body === null, text: await ctx.req.text() };
  }
  @Post('/web-form') async webForm(ctx: RequestContext) {
    const form = await ctx.req.formData();
    return Object.fromEntries(form as unknown as Iterable<[string, string]>);
  }
}

/** Body fields of a source, whatever it calls its flag. */
function withBody(source: SourceCase, body: unknown, isBase64 = false): RawEvent {
  return { body, [source.event.version === '1.0' ? 'is_base64_encoded' : 'isBase64Encoded']: isBase64 };
}

describe.each(EVERY_SOURCE)('a body through $name', (source) => {
  const app = createApp({ controllers: [Bodies], logger: silentLogger });
  const api = clientOf(app, source);
  const post = (path: string, raw: RawEvent, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    answerTo(app, eventOf(source, { method: 'POST', path, headers }, raw));

  it('of a GET or HEAD is served: readable from the context, none for the web Request', async () => {
    const event = (method: string, body: string) => eventOf(source, { method, path: '/get' }, withBody(source, body));
    expect((await answerTo(app, event('GET', '{"a":1}'))).json()).toEqual({ text: '{"a":1}', web: true });
    expect((await answerTo(app, event('GET', ''))).json()).toEqual({ text: '', web: true });
    expect((await answerTo(app, event('HEAD', '{"a":1}'))).status).toBe(200);
  });

  it.each([null, undefined, ''])('that is %j is none: null for the web Request, a 400 for who wants JSON', async (body) => {
    expect((await post('/web', withBody(source, body))).json()).toEqual({ isNull: true, text: '' });
    for (const path of ['/json', '/note']) {
      const answer = await post(path, withBody(source, body));
      expect([answer.status, answer.json<{ statusCode: number }>().statusCode]).toEqual([400, 400]);
    }
    expect((await post('/raw', withBody(source, body))).bytes()).toHaveLength(0);
  });

  it('of bytes that are no text arrives as exactly those bytes', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const path of ['/raw', '/bytes']) {
      const answer = await api.post(path, { body: bytes, headers: { 'content-type': 'application/octet-stream' } });
      expect([...answer.bytes()]).toEqual([...bytes]);
    }
  });

  it('is base64 when the event says so, whatever its type', async () => {
    const encoded = withBody(source, Buffer.from('{"text":"ä"}').toString('base64'), true);
    expect((await post('/note', encoded)).json()).toEqual({ text: 'ä', isNote: true });
    expect((await post('/json', encoded)).json()).toEqual({ value: { text: 'ä' } });
    const plain = withBody(source, 'eyJ0ZXh0Ijoi', false);
    expect((await post('/raw', plain)).text()).toBe('eyJ0ZXh0Ijoi');
  });

  it.each(['!!!!', 'abcde', 'YWJj\nZGVm', 'YW=Jj', 'YWJj====', 'Zm9v-_'])('of invalid base64 is a 400: %j', async (body) => {
    for (const path of ['/json', '/note', '/raw', '/bytes']) {
      const answer = await post(path, withBody(source, body, true));
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.text()).not.toContain(body);
    }
  });

  it('that is a form is parsed, also when the gateway has encoded it', async () => {
    const text = 'a=1&b=x+y&b=%C3%A4&empty=';
    const expected = [
      ['a', '1'],
      ['b', 'x y'],
      ['b', 'ä'],
      ['empty', ''],
    ];
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post('/form', withBody(source, text), headers)).json()).toEqual(expected);
    expect((await post('/form', withBody(source, Buffer.from(text).toString('base64'), true), headers)).json()).toEqual(expected);
    expect((await post('/web-form', withBody(source, Buffer.from('a=1').toString('base64'), true), headers)).json()).toEqual({ a: '1' });
  });

  it('that is multipart is parsed with its files intact', async () => {
    const form = new FormData();
    form.set('title', 'hällo');
    form.set('file', new File([new Uint8Array([0, 255, 13, 10, 45, 45])], 'a.bin', { type: 'application/octet-stream' }));
    const answer = await api.post('/form', { body: form });
    expect(answer.json()).toEqual([
      ['title', 'hällo'],
      ['file', ['a.bin', 'application/octet-stream', [0, 255, 13, 10, 45, 45]]],
    ]);
  });

  it.each([
    'application/json',
    'application/vnd.api+json',
    'application/vnd.api+json; charset=utf-8',
    ' Application/JSON ;charset="utf-8"',
  ])('is JSON when its type is %j', async (type) => {
    expect((await post('/note', withBody(source, '{"text":"x"}'), { 'content-type': type })).json()).toEqual({ text: 'x', isNote: true });
  });

  it('of JSON may have a byte order mark, and may not be nothing but one', async () => {
    expect((await post('/note', withBody(source, '\ufeff{"text":"x"}'))).json()).toEqual({ text: 'x', isNote: true });
    expect((await post('/json', withBody(source, '\ufeff{"text":"x"}'))).json()).toEqual({ value: { text: 'x' } });
    expect((await post('/json', withBody(source, '\ufeff'))).status).toBe(400);
  });

  it.each([
    ['without a type', undefined],
    ['of another type', 'text/plain'],
    ['of a broken type', 'application/json/x'],
    ['of two types', 'application/json,text/plain'],
    ['of nothing but a semicolon', ';'],
    ['of an endless type', `application/json;${'a'.repeat(10_000)}`],
  ])('that is bound is a 415 %s, never taken unvalidated', async (_name, type) => {
    const headers = type === undefined ? {} : { 'content-type': type };
    const answer = await post('/note', withBody(source, '{"text":7}'), headers as Record<string, string>);
    expect([answer.status, answer.json<{ error: string }>().error]).toEqual([415, 'UnsupportedMediaTypeError']);
    expect(answer.headers.accept).toContain('application/json');
  });

  it.each(['{"__proto__":{"x":1}}', '{"a":[{"__proto__":1}]}', '{"constructor":{"prototype":{"x":1}}}', '{"\\u005f_proto__":{"x":1}}'])(
    'that would reach for a prototype is a 400: %s',
    async (body) => {
      const own = Reflect.ownKeys(Object.prototype);
      for (const path of ['/json', '/note']) expect((await post(path, withBody(source, body))).status).toBe(400);
      expect(Reflect.ownKeys(Object.prototype)).toEqual(own);
      expect(({} as { x?: unknown }).x).toBeUndefined();
    },
  );

  it('may have keys such as constructor and toString, which are data', async () => {
    const value = { constructor: 'a', toString: 'b', hasOwnProperty: 1, prototype: {} };
    expect((await post('/json', withBody(source, JSON.stringify(value)))).json()).toEqual({ value });
  });

  it.each(['{"secret-text":', 'secret-text', '[secret-text]', '{"a":secret-text}', 'NaN', '[1,]'])(
    'that is no JSON is a 400 which repeats nothing of it: %s',
    async (body) => {
      for (const path of ['/json', '/note']) {
        const answer = await post(path, withBody(source, body));
        expect([answer.status, answer.text().includes('secret-text')]).toEqual([400, false]);
      }
    },
  );

  it.each([4000, 100_000])('nested %d levels deep is a 400', async (depth) => {
    for (const path of ['/json', '/note']) {
      expect((await post(path, withBody(source, `${'['.repeat(depth)}${']'.repeat(depth)}`))).status).toBe(400);
    }
  });

  it('over the limit is a 413 before anything reads it', async () => {
    const answer = await post('/json', withBody(source, `[${'1,'.repeat(2_500_000)}1]`));
    expect([answer.status, answer.json()]).toEqual([
      413,
      { statusCode: 413, error: 'RequestEntityTooLargeError', message: 'The body is larger than 1048576 bytes' },
    ]);
  });

  it('is parsed once, and the same value each time', async () => {
    const values: unknown[] = [];
    @Controller()
    class Twice {
      @Post('/twice') twice(ctx: RequestContext) {
        values.push(ctx.body.json());
        return { same: values.every((value) => value === ctx.body.json()) };
      }
    }
    const keep = async ({ reqCtx, next }: { reqCtx: RequestContext; next: () => Promise<void> }) => {
      values.push(reqCtx.body.json());
      await next();
    };
    const twice = createApp({ controllers: [Twice], middleware: [keep], logger: recordingLogger() });
    const event = eventOf(
      source,
      { method: 'POST', path: '/twice', headers: { 'content-type': 'application/json' } },
      withBody(source, '{"a":1}'),
    );
    expect((await answerTo(twice, event)).json()).toEqual({ same: true });
  });
});
