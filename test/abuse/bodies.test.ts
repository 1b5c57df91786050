import { IsOptional, IsString } from 'class-validator';
import fc from 'fast-check';
import { Body, Controller, Post, RawBody, type RequestContext } from '../../src/index.js';
import { posterOf, type Refusal, SOURCES, shortestOf } from './bodies-post.js';

class Note {
  @IsString() @IsOptional() declare text?: string;
}

let reached = 0;

@Controller()
class Bodies {
  @Post('/note') note(@Body() note: Note) {
    reached++;
    return { text: note.text ?? null, isNote: note instanceof Note };
  }
  @Post('/open') open(@Body({ validate: false }) value: unknown) {
    reached++;
    return { value };
  }
  @Post('/property') property(@Body('text') text: string) {
    return { text: text ?? null };
  }
  @Post('/json') json(ctx: RequestContext) {
    return { value: ctx.body.json() };
  }
  @Post('/raw') raw(@RawBody() bytes: Uint8Array) {
    return bytes;
  }
  @Post('/size') size(ctx: RequestContext) {
    return { size: ctx.body.bytes().length };
  }
  @Post('/form') async form(ctx: RequestContext) {
    const form = await ctx.body.form();
    return { names: [...form.keys()].map((name) => name.length) };
  }
}

const BOUND = ['/note', '/open', '/property'];
const READ = [...BOUND, '/json'];
const MEBIBYTE = 1_048_576;

describe.each(SOURCES)('a hostile body through $name', (source) => {
  const { app, records, post } = posterOf(source, [Bodies]);
  const statusesOf = (paths: readonly string[], body: unknown, posting = {}) =>
    Promise.all(paths.map(async (path) => (await post(path, body, posting)).status));

  beforeAll(() => app.ready());
  beforeEach(() => {
    reached = 0;
  });

  describe('and its content type', () => {
    it.each([' application/json', '\tapplication/json\t', 'APPLICATION/JSON', 'application/json ; charset=utf-8', 'application/json;'])(
      'is JSON to whoever parses it and whoever checks it: %j',
      async (type) => {
        expect((await post('/note', { text: 'x', more: 1 }, { type })).json()).toEqual({ text: 'x', isNote: true });
        expect((await post('/note', { text: 1 }, { type })).json<Refusal>().details).toHaveLength(1);
      },
    );

    it.each(['application/json garbage', 'application/json, text/plain', 'application/json;charset', 'application/json;a="', 'json'])(
      'is a 415 with anything after it that does not belong there: %j',
      async (type) => {
        expect(await statusesOf(BOUND, { text: 1 }, { type })).toEqual([415, 415, 415]);
        expect(reached).toBe(0);
      },
    );

    it.each(['application/vnd.x+json; charset=utf-8', 'application/problem+json', 'Application/VND.X+JSON'])(
      'is JSON with the suffix too: %j',
      async (type) => {
        expect((await post('/note', { text: 'x' }, { type })).json()).toEqual({ text: 'x', isNote: true });
        expect((await post('/note', { text: 1 }, { type })).status).toBe(400);
      },
    );

    it.each([null, 'text/plain', 'application/xml', 'text/json-not', 'application/jsonp', 'application/+jsonx'])(
      'is a 415 when it is missing or wrong, and nothing passes unvalidated: %j',
      async (type) => {
        expect(await statusesOf(BOUND, { text: 1 }, { type })).toEqual([415, 415, 415]);
        expect(reached).toBe(0);
      },
    );

    it.each([';', '', ' ', ';;;', '/', 'application/', '/json', `application/json;${'x'.repeat(10_240)}`, 'x'.repeat(10_240)])(
      'is a 415 when it says nothing or far too much: %#',
      async (type) => expect(await statusesOf(BOUND, { text: 'x' }, { type })).toEqual([415, 415, 415]),
    );

    it('says on a 415 what would be understood, and repeats nothing', async () => {
      const answer = await post('/note', '{}', { type: 'text/secret-type' });
      expect(answer.headers.accept).toBe('application/json, application/x-www-form-urlencoded, multipart/form-data');
      expect(answer.text()).not.toContain('secret');
    });
  });

  describe('and its size', () => {
    const json = (size: number) => `{"text":"${'x'.repeat(size - 11)}"}`;

    it.each(['1', '0', '-5', 'abc', '99999999999', '1e9', ''])('counts, whatever Content-Length claims: %j', async (claim) => {
      const headers = { 'content-length': claim };
      expect((await post('/note', { text: 'x' }, { headers })).status).toBe(200);
      expect(await statusesOf([...READ, '/raw', '/size'], json(MEBIBYTE + 1), { headers })).toEqual(Array(6).fill(413));
      expect(reached).toBe(1);
    });

    it('counts in decoded bytes: base64 may be longer, several bytes may make one character', async () => {
      const encode = (text: string) => Buffer.from(text).toString('base64');
      expect((await post('/size', encode(json(MEBIBYTE)), { base64: true })).json()).toEqual({ size: MEBIBYTE });
      expect((await post('/size', encode(json(MEBIBYTE + 1)), { base64: true })).status).toBe(413);
      expect((await post('/size', 'ä'.repeat(MEBIBYTE / 2))).json()).toEqual({ size: MEBIBYTE });
      expect((await post('/size', `${'ä'.repeat(MEBIBYTE / 2)}x`)).status).toBe(413);
    });

    it('stops middleware from reading it too', async () => {
      const read: string[] = [];
      const guarded = posterOf(source, [Bodies], {
        middleware: [
          async ({ reqCtx, next }) => {
            read.push(reqCtx.body.text());
            await next();
          },
        ],
      });
      expect((await guarded.post('/note', json(MEBIBYTE + 1), { headers: { 'content-length': '2' } })).status).toBe(413);
      expect(read).toEqual([]);
    });

    it('of 5 MB is a 413 before anything is parsed', async () => {
      const five = JSON.stringify({ text: 'x', list: Array(2_500_000).fill(1) });
      expect(five.length).toBeGreaterThan(5_000_000);
      const parse = jest.spyOn(JSON, 'parse');
      try {
        const answer = await post('/note', five);
        expect(parse).not.toHaveBeenCalled();
        expect(answer.status).toBe(413);
      } finally {
        parse.mockRestore();
      }
      expect(await statusesOf(READ, five)).toEqual([413, 413, 413, 413]);
    });
  });

  describe('and base64', () => {
    it.each(['!!!!', 'abcde', 'YWJj\nZGVm', 'YW=Jj', 'YWJj====', 'Zm9v-_', 'ŁŁŁŁ', '{"text":"x"}'])(
      'is a 400 when it is none: %j',
      async (body) => expect(await statusesOf([...READ, '/raw'], body, { base64: true })).toEqual(Array(5).fill(400)),
    );

    it('keeps every byte', async () => {
      const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
      const answer = await post('/raw', bytes.toString('base64'), { base64: true, type: 'application/octet-stream' });
      expect(Buffer.from(answer.bytes())).toEqual(bytes);
    });
  });

  describe('that reaches for a prototype', () => {
    const wrap = (inner: string, depth: number) => `${'{"a":['.repeat(depth)}${inner}${']}'.repeat(depth)}`;

    it.each([
      '{"__proto__":{"polluted":1}}',
      '{"__proto__":1}',
      '{"\\u005f\\u005fproto__":{"polluted":1}}',
      '{"__pr\\u006fto__":null}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"constr\\u0075ctor":{"proto\\u0074ype":{"polluted":1}}}',
      '{"text":"x","text2":{"constructor":{"x":1,"prototype":null}}}',
    ])('is a 400 at any depth: %s', async (inner) => {
      for (const depth of [0, 1, 15, 30]) expect(await statusesOf(READ, wrap(inner, depth))).toEqual([400, 400, 400, 400]);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(reached).toBe(0);
    });

    it('never gets there, in 10,000 random bodies', async () => {
      const key = fc.constantFrom(
        '__proto__',
        'constructor',
        'prototype',
        'text',
        'x',
        '\\u005f_proto__',
        '__defineGetter__',
        'a.__proto__.x',
      );
      const { value } = fc.letrec<{ value: string }>((tie) => ({
        value: fc.oneof(
          { maxDepth: 4 },
          fc.constantFrom('1', '"x"', 'null', '[]', '{}'),
          fc
            .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 3, selector: ([name]) => name })
            .map((members) => `{${members.map(([k, v]) => `"${k}":${v}`).join()}}`),
          fc.array(tie('value'), { maxLength: 3 }).map((list) => `[${list.join()}]`),
        ),
      }));
      const before = Reflect.ownKeys(Object.prototype);
      await fc.assert(
        fc.asyncProperty(value, fc.constantFrom('/note', '/open'), async (body, path) => {
          const { status } = await post(path, body);
          if (/proto__"/.test(body)) expect(status).toBe(400);
          else expect([200, 400]).toContain(status);
          expect(({} as { x?: unknown }).x).toBeUndefined();
          expect(Object.getPrototypeOf({})).toBe(Object.prototype);
        }),
        { numRuns: 10_000, seed: 40 },
      );
      expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    }, 60_000);
  });

  describe('that is broken', () => {
    it.each(['{"secret":', 'secret', "{'secret':1}", '{"a":secret}', '{"a":1}secret', '[secret]', '{"secret":1,}', '"secret'])(
      'is a 400 that repeats nothing of it: %s',
      async (body) => {
        for (const path of READ) {
          const answer = await post(path, body);
          expect([answer.status, answer.json<Refusal>().message]).toEqual([400, 'The body is not valid JSON']);
          expect(JSON.stringify([answer.headers, answer.text()])).not.toContain('secret');
        }
      },
    );

    it.each(['', ' ', '\n', '\ufeff'])('is a 400 when there is nothing in it: %j', async (body) =>
      expect(await statusesOf(READ, body)).toEqual([400, 400, 400, 400]),
    );

    it('is a 400 behind a byte order mark as well, and is read behind one when it is whole', async () => {
      expect(await statusesOf(READ, '\ufeff{"text":')).toEqual([400, 400, 400, 400]);
      expect(await statusesOf(READ, '\ufeff\ufeff{}')).toEqual([400, 400, 400, 400]);
      expect((await post('/note', '\ufeff{"text":"x"}')).json()).toEqual({ text: 'x', isNote: true });
    });

    it.each([4000, 100_000])('is a 400 when it is %d levels deep, of lists, objects and both', async (depth) => {
      const bodies = [
        '['.repeat(depth) + ']'.repeat(depth),
        `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
        `${'{"text":['.repeat(depth / 2)}1${']}'.repeat(depth / 2)}`,
      ];
      for (const body of bodies) expect(await statusesOf(READ, body)).toEqual([400, 400, 400, 400]);
      expect(records.filter(({ level }) => level === 'error')).toEqual([]);
    });
  });

  describe('that is a form', () => {
    const type = 'application/x-www-form-urlencoded';

    it('has names that are plain text: ten thousand dots and brackets nest nothing', async () => {
      for (const unit of ['a.', '[a]', '%5Ba%5D', '__proto__.']) {
        const answer = await post('/form', `${unit.repeat(10_000)}=1`, { type });
        expect(answer.json()).toEqual({ names: [decodeURIComponent(unit).length * 10_000] });
        expect((await post('/note', `${unit.repeat(10_000)}=1`, { type })).json()).toEqual({ text: null, isNote: true });
      }
    });

    it('leaves prototypes alone', async () => {
      const body = '__proto__=x&constructor=x&constructor.prototype.x=1&__proto__[x]=1&__proto__.x=1&text=t';
      expect((await post('/note', body, { type })).json()).toEqual({ text: 't', isNote: true });
      expect(({} as { x?: unknown }).x).toBeUndefined();
    });

    it('is a 400 with ten thousand fields, quickly', async () => {
      const body = 'a=1&'.repeat(10_000);
      expect(await statusesOf(['/form', '/note', '/open'], body, { type })).toEqual([400, 400, 400]);
      expect(await shortestOf(5, () => post('/note', body, { type }))).toBeLessThan(50);
    });

    it('takes malformed escapes as they are, once', async () => {
      expect((await post('/note', 'text=%zz%25&text2=%', { type })).json()).toEqual({ text: '%zz%', isNote: true });
    });
  });
});
