import { type } from 'arktype';
import * as v from 'valibot';
import * as z from 'zod';
import { compileSerializer } from '../../../src/binding/compile-serializer.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import type { StandardSchemaV1 } from '../../../src/http/standard-schema.js';
import { argument, bind, issuesOf } from './harness.js';

const libraries: [string, StandardSchemaV1][] = [
  ['zod', z.object({ name: z.string(), items: z.array(z.object({ sku: z.string() })).default([]) })],
  ['valibot', v.object({ name: v.string(), items: v.optional(v.array(v.object({ sku: v.string() })), []) })],
  [
    'arktype',
    type({
      name: 'string',
      items: type({ sku: 'string' })
        .array()
        .default(() => []),
    }) as unknown as StandardSchemaV1,
  ],
];

describe.each(libraries)('a schema of %s', (_, schema) => {
  it('gives what it makes of a body', () => {
    expect(bind(argument('body', { schema }), { body: { name: 'a' } })).toEqual({ name: 'a', items: [] });
  });

  it('may stand as the type', () => {
    expect(bind(argument('body', { type: schema }), { body: { name: 'a' } })).toEqual({ name: 'a', items: [] });
  });

  it('has its issues under the rule schema, with its own messages, in dotted paths', async () => {
    const issues = await issuesOf(argument('body', { schema }), { body: { name: 5, items: [{ sku: 'a' }, { sku: 5 }] } });
    expect(issues.map(({ path, rule }) => `${path} ${rule}`).sort()).toEqual(['body.items.1.sku schema', 'body.name schema']);
    for (const issue of issues) expect(issue.message).toMatch(/string/i);
  });

  it('has an issue on the body itself when that has another shape', async () => {
    for (const body of ['[]', 'null', '5']) {
      const [issue] = await issuesOf(argument('body', { schema }), { body, contentType: 'application/json' });
      expect(issue!.path).toMatch(/^body/);
    }
  });

  it('sees a whole group as plain data', async () => {
    expect(bind(argument('query', { schema }), { query: 'name=a' })).toEqual({ name: 'a', items: [] });
    expect((await issuesOf(argument('header', { schema }), { headers: { 'x-a': 'b' } })).map((issue) => issue.path)).toEqual([
      'headers.name',
    ]);
  });

  it('validates each element where it stands in a list', async () => {
    expect(bind(argument('body', { type: [schema] }), { body: [{ name: 'a' }] })).toEqual([{ name: 'a', items: [] }]);
    const issues = await issuesOf(argument('body', { type: [schema] }), { body: [{ name: 'a' }, { name: 5 }] });
    expect(issues.map((issue) => issue.path)).toEqual(['body.1.name']);
  });

  it('validates what a handler returns', () => {
    const serialize = compileSerializer({ type: schema });
    expect(serialize({ name: 'a', items: [] }, {} as RequestContext)).toEqual({ name: 'a', items: [] });
    expect(() => serialize({ name: 5 }, {} as RequestContext)).toThrow(
      expect.objectContaining({
        status: 500,
        expose: false,
        details: [expect.objectContaining({ path: 'response.name', rule: 'schema' })],
      }),
    );
  });
});

describe('a schema', () => {
  it('converts single values itself, and sees what is missing', async () => {
    const page = z.coerce.number().int().min(1).default(1);
    expect(bind(argument('query', { name: 'page', schema: page }), { query: 'page=5' })).toBe(5);
    expect(bind(argument('query', { name: 'page', schema: page }))).toBe(1);
    expect(await issuesOf(argument('query', { name: 'page', schema: page }), { query: 'page=x' })).toEqual([
      { path: 'query.page', rule: 'schema', message: expect.stringMatching(/number/) },
    ]);
    expect((await issuesOf(argument('query', { name: 'page', schema: z.string() }))).map((issue) => issue.path)).toEqual(['query.page']);
  });

  it('gives way to required and default of the decorator', async () => {
    expect(bind(argument('query', { name: 'page', schema: z.string(), default: 'd' }))).toBe('d');
    expect((await issuesOf(argument('query', { name: 'page', schema: z.string(), required: true }))).map((issue) => issue.rule)).toEqual([
      'isDefined',
    ]);
  });

  it('as the type is that of the whole argument, of a list as well', () => {
    expect(bind(argument('query', { name: 'id', type: z.array(z.coerce.number()), isArray: true }), { query: 'id=1&id=2' })).toEqual([
      1, 2,
    ]);
    expect(bind(argument('query', { name: 'id', type: z.string().default('none') }))).toBe('none');
    expect(bind(argument('query', { name: 'id', type: [z.string().default('none')] }))).toBeUndefined();
  });

  it('sees a list of repeated values', () => {
    const ids = argument('query', { name: 'id', schema: z.array(z.coerce.number()), isArray: true });
    expect(bind(ids, { query: 'id=1&id=2' })).toEqual([1, 2]);
  });

  it('validates one property of the body', async () => {
    expect(bind(argument('body', { name: 'n', schema: z.number() }), { body: { n: 5 } })).toBe(5);
    expect((await issuesOf(argument('body', { name: 'n', schema: z.number() }), { body: {} })).map((issue) => issue.path)).toEqual([
      'body.n',
    ]);
  });

  it('validates text of a declared string', () => {
    const spec = argument('body', { declared: String, schema: z.string().max(3) });
    expect(bind(spec, { body: 'abc', contentType: 'text/plain' })).toBe('abc');
  });

  it('of a whole list sees the list that a handler returns', () => {
    expect(compileSerializer({ type: z.array(z.number()).min(2) })([1, 2], {} as RequestContext)).toEqual([1, 2]);
    expect(() => compileSerializer({ type: z.array(z.number()).min(3) })([1, 2], {} as RequestContext)).toThrow(
      expect.objectContaining({ details: [expect.objectContaining({ path: 'response' })] }),
    );
  });

  it('of elements may be asynchronous, with the issues of all of them', async () => {
    const free = z.string().refine(async (value) => value !== 'taken', 'is taken');
    const names = argument('query', { name: 'name', type: [free] });
    await expect(bind(names, { query: 'name=a&name=b' })).resolves.toEqual(['a', 'b']);
    expect(await issuesOf(names, { query: 'name=taken&name=b&name=taken' })).toEqual(
      [0, 2].map((index) => ({ path: `query.name.${index}`, rule: 'schema', message: 'is taken' })),
    );
    const serialize = compileSerializer({ type: [free] });
    await expect(serialize(['a', 'b'], {} as RequestContext)).resolves.toEqual(['a', 'b']);
    await expect(serialize(['a', 'taken'], {} as RequestContext)).rejects.toMatchObject({
      details: [{ path: 'response.1', rule: 'schema', message: 'is taken' }],
    });
  });

  it('of elements may answer at once for some of them and later for others', async () => {
    const validate = (value: unknown) => {
      if (value === 'bad') return { issues: [{ message: 'is bad' }] };
      return value === 'late' ? Promise.resolve({ value: 'was late' }) : { value };
    };
    const names = argument('query', {
      name: 'name',
      type: [{ '~standard': { version: 1, vendor: 'sample', validate } } as StandardSchemaV1],
    });
    expect(await bind(names, { query: 'name=a&name=late' })).toEqual(['a', 'was late']);
    expect(await issuesOf(names, { query: 'name=late&name=bad' })).toEqual([{ path: 'query.name.1', rule: 'schema', message: 'is bad' }]);
  });

  it('of elements is for lists only', async () => {
    expect(await issuesOf(argument('body', { name: 'it', type: [z.string()] }), { body: { it: 'a' } })).toEqual([
      { path: 'body.it', rule: 'isArray', message: 'it must be a list' },
    ]);
  });

  it('may be asynchronous', async () => {
    const free = z.string().refine(async (value) => value !== 'taken', 'is taken');
    await expect(bind(argument('query', { name: 'name', schema: free }), { query: 'name=a' })).resolves.toBe('a');
    expect(await issuesOf(argument('query', { name: 'name', schema: free }), { query: 'name=taken' })).toEqual([
      { path: 'query.name', rule: 'schema', message: 'is taken' },
    ]);
    await expect(compileSerializer({ type: free })('taken', {} as RequestContext)).rejects.toMatchObject({ status: 500 });
  });

  it('has fifty issues at most', async () => {
    expect(await issuesOf(argument('body', { schema: z.array(z.string()) }), { body: Array.from({ length: 200 }, () => 1) })).toHaveLength(
      50,
    );
  });

  it('has fifty issues at most about what a handler returns', async () => {
    const serialize = compileSerializer({ type: z.array(z.string()) });
    const given = Promise.resolve(Array.from({ length: 60 }, () => 1));
    const error = await (serialize(given, {} as RequestContext) as Promise<unknown>).catch((caught: unknown) => caught);
    expect((error as { details: unknown }).details).toHaveLength(50);
  });

  it('fails the request with what it throws', () => {
    const failure = new Error('broken schema');
    const schema: StandardSchemaV1 = {
      '~standard': {
        version: 1,
        vendor: 'sample',
        validate: () => {
          throw failure;
        },
      },
    };
    expect(() => bind(argument('body', { schema }), { body: {} })).toThrow(failure);
  });
});
