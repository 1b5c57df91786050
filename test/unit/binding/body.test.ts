import 'reflect-metadata';
import { IsInt, IsOptional, IsString, Min } from 'class-validator';
import * as z from 'zod';
import type { FormFile } from '../../../src/http/form-values.js';
import { argument, bind, computedSince, type FakeRequest, failuresOf, issuesOf } from './harness.js';

class Draft {
  @IsString() title!: string;
  @IsOptional() @IsInt() @Min(1) count?: number;
}

enum Level {
  Low,
  High,
}

const draft = argument('body', { declared: Draft });
const statusOf = (request: FakeRequest, spec = draft): unknown => {
  try {
    return bind(spec, request);
  } catch (error) {
    return (error as { status?: number }).status;
  }
};

describe('the content type of a bound body', () => {
  it.each([
    ...['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', ' application/json ', 'application/json;'],
    ...['application/vnd.api+json', 'application/problem+json;charset="utf-8"', 'text/x+json'],
  ])('%j is JSON', (contentType) => expect(statusOf({ body: '{"title":"a"}', contentType })).toEqual({ title: 'a' }));

  it.each([
    ...[
      'text/plain',
      'application/jsonx',
      'application/xml',
      'application',
      ';',
      '',
      'application/json garbage',
      'application/json, text/plain',
    ],
    ...['application /json', 'json', `application/${'j'.repeat(10_000)}`, 'application/json;a=b c'],
  ])('%j is a 415', (contentType) => expect(statusOf({ body: '{"title":"a"}', contentType })).toBe(415));

  it('may not be missing', () => expect(statusOf({ body: '{"title":"a"}' })).toBe(415));

  it('is not looked at when there is no body', () => {
    expect(statusOf({})).toBe(400);
    expect(statusOf({ contentType: 'text/csv', body: '' })).toBe(400);
  });

  it('is checked with { validate: false } too', () => {
    const open = argument('body', { declared: Object, validate: false });
    expect(statusOf({ body: '{"a":[1]}', contentType: 'application/json' }, open)).toEqual({ a: [1] });
    expect(statusOf({ body: '{"a":[1]}', contentType: 'text/plain' }, open)).toBe(415);
    expect(statusOf({ body: '{"a":1', contentType: 'application/json' }, open)).toBe(400);
    expect(statusOf({ body: `"${'a'.repeat(30)}"`, contentType: 'application/json', limits: { bodyBytes: 20 } }, open)).toBe(413);
  });

  it('is said to be one of those that would do, in the message and in Accept', () => {
    const forms = 'application/json, application/x-www-form-urlencoded, multipart/form-data';
    const refused = (spec = draft) => {
      try {
        return bind(spec, { body: 'a', contentType: 'text/plain' });
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({ status: 415, message: `The body must be one of: ${forms}`, headers: { accept: forms } });
    // Text has no properties.
    expect(refused(argument('body', { name: 'title', declared: String }))).toMatchObject({ status: 415, headers: { accept: forms } });
    const text = argument('body', { declared: String, validate: false });
    expect(() => bind(text, { body: 'a', contentType: 'image/png' })).toThrow(
      expect.objectContaining({ status: 415, headers: { accept: `${forms}, text/*` } }),
    );
  });

  it('may be any text for a declared string', () => {
    const text = argument('body', { declared: String, validate: false });
    expect(statusOf({ body: 'a,b', contentType: 'text/csv; charset=utf-8' }, text)).toBe('a,b');
    expect(statusOf({ body: '"a"', contentType: 'application/json' }, text)).toBe('a');
    expect(statusOf({ body: 'a,b', contentType: 'application/xml' }, text)).toBe(415);
  });
});

describe('a body with { validate: false }', () => {
  it('is what was sent, whatever its declared type', async () => {
    const open = argument('body', { declared: Draft, validate: false });
    expect(bind(open, { body: { title: 5, more: 1 } })).toEqual({ title: 5, more: 1 });
    expect(bind(open, { body: [] })).toEqual([]);
    expect(await bind(open, { body: 'title=5&count=x', contentType: 'application/x-www-form-urlencoded' })).toEqual({
      title: '5',
      count: 'x',
    });
    expect(bind(argument('body', { name: 'title', declared: Number, validate: false }), { body: { title: 'x' } })).toBe('x');
  });
});

describe('no body', () => {
  it('is a 400 that says so', () => {
    expect(() => bind(draft)).toThrow(expect.objectContaining({ status: 400, message: 'The request has no body' }));
  });

  it('is nothing, or the default, with { required: false }', () => {
    expect(bind(argument('body', { declared: Draft, required: false }))).toBeUndefined();
    expect(bind(argument('body', { declared: Draft, required: false, default: 5 }))).toBe(5);
  });
});

describe('a body that is broken or hostile', () => {
  const json = (body: string, limits = {}) => statusOf({ body, contentType: 'application/json', limits });

  it.each(['{', '{"title":}', 'title', ' ', '{"title":"a"} x', "{'title':'a'}"])('is a 400 when it is %j', (body) =>
    expect(json(body)).toBe(400),
  );

  it('is a 400 when it is nested too deep, whatever the depth', () => {
    for (const depth of [65, 4_000, 100_000]) expect(json(`${'['.repeat(depth)}${']'.repeat(depth)}`)).toBe(400);
  });

  it('is a 400 when it names __proto__, or constructor with prototype', () => {
    expect(json('{"title":"a","__proto__":{"x":1}}')).toBe(400);
    expect(json('{"title":"a","more":{"constructor":{"prototype":{"x":1}}}}')).toBe(400);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('skips a byte order mark', () => expect(json('\ufeff{"title":"a"}')).toEqual({ title: 'a' }));
});

describe('a body of another shape altogether', () => {
  it.each(['[]', '[{"title":"a"}]', 'null', '"text"', '1', 'true'])('%s has one issue on the body itself', async (body) => {
    expect(await issuesOf(draft, { body, contentType: 'application/json' })).toEqual([
      { path: 'body', rule: 'nestedValidation', message: 'body must be an object' },
    ]);
  });

  it('has one issue where a list is declared too', async () => {
    const list = argument('body', { type: [Draft] });
    expect(await failuresOf(list, { body: { title: 'a' } })).toEqual(['body nestedValidation']);
    expect(await failuresOf(list, { body: [{ title: 'a' }, 5, null, []] })).toEqual([
      'body.1 nestedValidation',
      'body.2 nestedValidation',
      'body.3 nestedValidation',
    ]);
  });
});

describe('a list of DTOs', () => {
  it.each([
    ['[Dto]', { type: [Draft] }],
    ['isArray', { type: Draft, isArray: true }],
  ])('declared with %s becomes instances', (_, options) => {
    const list = bind(argument('body', { declared: Array, ...options }), { body: [{ title: 'a' }, { title: 'b', count: 2 }] }) as unknown[];
    expect(list).toEqual([{ title: 'a' }, { title: 'b', count: 2 }]);
    for (const each of list) expect(each).toBeInstanceOf(Draft);
  });

  it('has issues with the index', async () => {
    expect(await failuresOf(argument('body', { type: [Draft] }), { body: [{ title: 'a' }, { count: 0 }] })).toEqual([
      'body.1.title isString',
      'body.1.count min',
    ]);
  });

  it('that is large costs linear time, and stops at fifty issues', async () => {
    const body = Array.from({ length: 20_000 }, () => ({ title: 5 }));
    const start = process.cpuUsage();
    expect(await issuesOf(argument('body', { type: [Draft] }), { body, limits: { bodyBytes: 1e7 } })).toHaveLength(50);
    expect(computedSince(start)).toBeLessThan(500);
  });
});

describe('one property of the body', () => {
  const property = (options: Parameters<typeof argument>[1]) => argument('body', { name: 'it', ...options });

  it.each([
    [String, 'a', 'a'],
    [Number, 1.5, 1.5],
    [Boolean, false, false],
    [Date, '2026-01-02', new Date('2026-01-02T00:00:00Z')],
    [BigInt, '12', 12n],
    [Level, 1, 1],
  ])('of a primitive type needs no rules: %p takes %j', (declared, it, expected) => {
    expect(bind(property({ declared }), { body: { it, other: 1 } })).toEqual(expected);
  });

  it.each([
    [String, 1, 'isString'],
    [String, null, 'isString'],
    [Number, '1', 'isNumber'],
    [Boolean, 'true', 'isBoolean'],
    [Boolean, 0, 'isBoolean'],
    [Date, 5, 'isDate'],
    [Date, '2026-02-30', 'isDate'],
    [BigInt, 1.5, 'isBigInt'],
    [Level, 'Low', 'isEnum'],
  ])('is not converted from another type: %p refuses %j', async (declared, it, rule) => {
    expect(await failuresOf(property({ declared }), { body: { it } })).toEqual([`body.it ${rule}`]);
  });

  it('may be missing, have a default, or be required', async () => {
    expect(bind(property({ declared: String }), { body: {} })).toBeUndefined();
    expect(bind(property({ declared: String, default: 'd' }), { body: {} })).toBe('d');
    expect(await failuresOf(property({ declared: String, required: true }), { body: {} })).toEqual(['body.it isDefined']);
  });

  it('is never one that every object inherits', async () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      expect(bind(argument('body', { name, declared: String }), { body: { a: 1 } })).toBeUndefined();
    }
  });

  it('may be a list, a DTO, or a list of DTOs', async () => {
    expect(bind(property({ type: [Number] }), { body: { it: [1, 2] } })).toEqual([1, 2]);
    expect(await failuresOf(property({ type: [Number] }), { body: { it: [1, '2'] } })).toEqual(['body.it.1 isNumber']);
    expect(await failuresOf(property({ type: [Number] }), { body: { it: 1 } })).toEqual(['body.it isArray']);
    expect(bind(property({ declared: Draft }), { body: { it: { title: 'a' } } })).toBeInstanceOf(Draft);
    expect(await failuresOf(property({ declared: Draft }), { body: { it: { title: 1 } } })).toEqual(['body.it.title isString']);
    expect(await failuresOf(property({ type: [Draft] }), { body: { it: [{ title: 1 }] } })).toEqual(['body.it.0.title isString']);
  });

  it('has its default before a schema sees that it is missing', async () => {
    const schema = z
      .string()
      .optional()
      .transform((given) => given ?? 'of the schema');
    expect(bind(property({ schema }), { body: {} })).toBe('of the schema');
    expect(bind(property({ schema, default: 'd' }), { body: {} })).toBe('d');
    expect(await failuresOf(property({ schema, required: true }), { body: {} })).toEqual(['body.it isDefined']);
  });

  it('needs an object around it', async () => {
    for (const body of ['[1]', 'null', '"it"']) {
      expect(await issuesOf(property({ declared: String }), { body, contentType: 'application/json' })).toEqual([
        { path: 'body', rule: 'nestedValidation', message: 'body must be an object' },
      ]);
    }
  });
});

describe('a form', () => {
  const urlencoded = (body: string) => ({ body, contentType: 'application/x-www-form-urlencoded' });

  it('fills a DTO, whose fields are converted from text by their declared types', async () => {
    const bound = (await bind(draft, urlencoded('title=a+b&count=5'))) as Draft;
    expect(bound).toBeInstanceOf(Draft);
    expect(bound).toEqual({ title: 'a b', count: 5 });
    expect(await failuresOf(draft, urlencoded('count=x'))).toEqual(['body.title isString', 'body.count isNumber']);
  });

  it('gives single fields, converted strictly', async () => {
    expect(await bind(argument('body', { name: 'n', declared: Number }), urlencoded('n=5'))).toBe(5);
    expect(await failuresOf(argument('body', { name: 'n', declared: Number }), urlencoded('n=0x5'))).toEqual(['body.n isNumber']);
    expect(await bind(argument('body', { name: 'n', type: [Number] }), urlencoded('n=5&n=6'))).toEqual([5, 6]);
    expect(await bind(argument('body', { name: 'n', type: [Number] }), urlencoded('n=5'))).toEqual([5]);
  });

  it('has every value of a name that is repeated', async () => {
    const numbers = argument('body', { name: 'n', type: [Number] });
    expect(await bind(numbers, urlencoded('n=5&n=6&m=0&n=7'))).toEqual([5, 6, 7]);
    expect(await bind(argument('body', { declared: Object, validate: false }), urlencoded('n=5&n=6&n=7'))).toEqual({ n: ['5', '6', '7'] });
  });

  it('without a list lets a schema say what is missing', async () => {
    const list = argument('body', { name: 'n', isArray: true, schema: z.array(z.string()).default(['none']) });
    expect(await bind(list, urlencoded('m=1'))).toEqual(['none']);
    expect(await bind(list, urlencoded('n=1'))).toEqual(['1']);
  });

  it('says what a field must be', async () => {
    const message = async (declared: unknown, text: string) =>
      (await issuesOf(argument('body', { name: 'it', declared }), urlencoded(text))).map((issue) => issue.message);
    expect(await message(String, 'it=a&it=b')).toEqual(['it must be a string']);
    expect(await message(Level, 'it=2')).toEqual(['it must be one of: 0, 1']);
    expect(await message(Date, 'it=x')).toEqual(['it must be an ISO 8601 date that exists']);
    expect(await message(Boolean, 'it=x')).toEqual(['it must be true or false']);
    expect(await message(BigInt, 'it=x')).toEqual(['it must be a whole number']);
  });

  it('keeps names that would reach a prototype as plain data', async () => {
    const form = await bind(argument('body', { declared: Object, validate: false }), urlencoded('__proto__=1&constructor=2&a=1&a=2'));
    expect(Object.entries(form as object)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['a', ['1', '2']],
    ]);
  });

  const multipart = (parts: string[]): FakeRequest => ({
    body: new TextEncoder().encode(`${parts.map((part) => `--b\r\ncontent-disposition: form-data; ${part}\r\n`).join('')}--b--\r\n`),
    contentType: 'multipart/form-data; boundary=b',
  });
  const upload = multipart(['name="title"\r\n\r\na', 'name="avatar"; filename="a.png"\r\n\r\nbytes', 'name="more"; filename="b"\r\n\r\nb']);

  it('in parts fills a DTO and gives files', async () => {
    expect(await bind(draft, upload)).toEqual({ title: 'a' });
    expect(((await bind(argument('file', { name: 'avatar' }), upload)) as FormFile).filename).toBe('a.png');
    expect(((await bind(argument('file'), upload)) as FormFile).filename).toBe('a.png');
    expect(((await bind(argument('files'), upload)) as FormFile[]).map((file) => file.name)).toEqual(['avatar', 'more']);
    expect(await bind(argument('files', { name: 'none' }), upload)).toEqual([]);
  });

  it('without the file is an issue only when that is required', async () => {
    expect(await bind(argument('file', { name: 'title' }), upload)).toBeUndefined();
    expect(await failuresOf(argument('file', { name: 'none', required: true }), upload)).toEqual(['body.none isDefined']);
    expect(await failuresOf(argument('files', { name: 'none', required: true }), upload)).toEqual(['body.none isDefined']);
    const fields = multipart(['name="title"\r\n\r\na']);
    expect(await issuesOf(argument('file', { required: true }), fields)).toEqual([
      { path: 'body', rule: 'isDefined', message: 'body is required' },
    ]);
    expect(await bind(argument('file', { name: 'none', default: 'none' }), fields)).toBe('none');
  });

  it('is a 415 for files when it is no form, and a 400 when there is none', async () => {
    await expect(bind(argument('file', { name: 'a' }), { body: {} })).rejects.toMatchObject({ status: 415 });
    expect(() => bind(argument('file', { name: 'a' }))).toThrow(expect.objectContaining({ status: 400 }));
    expect(bind(argument('file', { name: 'a', required: false }))).toBeUndefined();
  });
});

describe('the raw body', () => {
  it('is bytes, of any content type and of none', () => {
    expect([...(bind(argument('raw-body'), { body: new Uint8Array([0, 255, 7]) }) as Uint8Array)]).toEqual([0, 255, 7]);
    expect([...(bind(argument('raw-body')) as Uint8Array)]).toEqual([]);
  });
});
