import 'reflect-metadata';
import { IsInt, IsString } from 'class-validator';
import * as z from 'zod';
import type { ArgumentBinding } from '../../../src/binding/argument-binding.js';
import type { ArgumentSpec } from '../../../src/binding/argument-spec.js';
import { compileCall } from '../../../src/binding/compile-call.js';
import { queryArgument } from '../../../src/binding/group-argument.js';
import { RequestValidationError } from '../../../src/errors/validation-error.js';
import type { ArgumentKind } from '../../../src/metadata/notes.js';
import { argument, bind, compileThrowing, fakeContext, SETTINGS } from './harness.js';

class Draft {
  @IsString() title!: string;
}

const texts = (count: number): ArgumentSpec[] =>
  Array.from({ length: count }, (_, index) => argument('query', { name: `q${index}`, index }));
const numbers = (count: number): ArgumentSpec[] =>
  Array.from({ length: count }, (_, index) => argument('query', { name: `q${index}`, index, declared: Number }));
const query = Array.from({ length: 7 }, (_, index) => `q${index}=${index}`).join('&');
const target = { handle: (...args: unknown[]) => args };

describe('a compiled call', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])('binds %i arguments that need no checking', (count) => {
    const expected = Array.from({ length: count }, (_, index) => String(index));
    expect(compileCall('handle', texts(count), SETTINGS)(target, fakeContext({ query }))).toEqual(expected);
  });

  it.each([1, 2, 3, 4, 5, 6])('binds %i arguments that are converted', (count) => {
    const expected = Array.from({ length: count }, (_, index) => index);
    expect(compileCall('handle', numbers(count), SETTINGS)(target, fakeContext({ query }))).toEqual(expected);
  });

  it('puts arguments where their notes say, in whatever order they come', () => {
    const specs = [argument('query', { name: 'q2', index: 2 }), argument('query', { name: 'q0', index: 0 })];
    expect(compileCall('handle', specs, SETTINGS)(target, fakeContext({ query }))).toEqual(['0', undefined, '2']);
  });

  it('looks the method up by name at call time, so that overrides run, with the right this', () => {
    class Base {
      name = 'base';
      handle() {
        return `base of ${this.name}`;
      }
    }
    class Derived extends Base {
      override name = 'derived';
      override handle() {
        return `derived of ${this.name}`;
      }
    }
    const call = compileCall('handle', [], SETTINGS);
    expect([call(new Base(), fakeContext()), call(new Derived(), fakeContext())]).toEqual(['base of base', 'derived of derived']);
  });

  it('calls methods with symbols for names', () => {
    const name = Symbol('handle');
    expect(compileCall(name, [], SETTINGS)({ [name]: () => 1 }, fakeContext())).toBe(1);
  });

  it('stays synchronous and gives what the method gives, a promise included', () => {
    const promise = Promise.resolve(1);
    expect(compileCall('handle', texts(1), SETTINGS)({ handle: () => promise }, fakeContext())).toBe(promise);
    const spec = argument('body', { declared: Draft });
    expect(compileCall('handle', [spec], SETTINGS)({ handle: () => 'now' }, fakeContext({ body: { title: 'a' } }))).toBe('now');
  });

  it('passes the context and its parts as they are', () => {
    const ctx = Object.assign(fakeContext(), { req: {}, res: {}, event: {}, context: {}, clientIp: '::1', principal: { subject: 'ada' } });
    const kinds: [ArgumentKind, unknown][] = [
      ['context', ctx],
      ['request', ctx.req],
      ['response', ctx.res],
      ['event', ctx.event],
      ['lambda-context', ctx.context],
      ['ip', '::1'],
      ['principal', ctx.principal],
    ];
    for (const [kind, expected] of kinds) {
      expect(compileCall('handle', [argument(kind)], SETTINGS)({ handle: (value: unknown) => value }, ctx)).toBe(expected);
    }
  });

  it('passes the caught error, whatever it is', () => {
    const specs = [argument('error', { index: 0 }), argument('query', { name: 'q1', index: 1, declared: Number })];
    const call = compileCall('handle', specs, SETTINGS);
    for (const error of [new Error('x'), 'text', null, undefined]) expect(call(target, fakeContext({ query }), error)).toEqual([error, 1]);
  });
});

describe('a parameter without a decorator', () => {
  const bare = (kind: ArgumentKind): ArgumentSpec => {
    const { note, ...rest } = argument(kind);
    return { ...rest, note: { ...note, binding: undefined } };
  };

  it('gets the context, or what was thrown where an error is handled', () => {
    const ctx = fakeContext();
    const error = new Error('x');
    const given = (kind: ArgumentKind) => compileCall('handle', [bare(kind)], SETTINGS)({ handle: (value: unknown) => value }, ctx, error);
    expect([given('context'), given('error')]).toEqual([ctx, error]);
    expect(given('context')).toBe(ctx);
  });
});

describe('failures of several arguments', () => {
  const specs = [
    argument('param', { name: 'id', index: 0, declared: Number, params: ['id'] }),
    argument('query', { name: 'page', index: 1, declared: Number }),
    argument('header', { name: 'x-count', index: 2, declared: Number, required: true }),
    argument('cookie', { name: 'seen', index: 3, declared: Boolean }),
    argument('body', { index: 4, declared: Draft }),
  ];
  const request = { params: { id: 'x' }, query: 'page=y', cookies: 'seen=1', body: { title: 5 } };
  const failOf = (settings = SETTINGS): RequestValidationError => {
    try {
      compileThrowing('handle', specs, settings)(target, fakeContext(request));
    } catch (error) {
      return error as RequestValidationError;
    }
    throw new Error('was bound');
  };

  it('are one error with the issues of all sources', () => {
    const error = failOf();
    expect(error).toBeInstanceOf(RequestValidationError);
    expect(error.toJSON()).toEqual({
      statusCode: 400,
      error: 'RequestValidationError',
      message: 'Validation failed',
      details: [
        { path: 'params.id', rule: 'isNumber', message: 'id must be a number' },
        { path: 'query.page', rule: 'isNumber', message: 'page must be a number' },
        { path: 'headers.x-count', rule: 'isDefined', message: 'x-count is required' },
        { path: 'cookies.seen', rule: 'isBoolean', message: 'seen must be true or false' },
        { path: 'body.title', rule: 'isString', message: 'title must be a string' },
      ],
    });
  });

  it.each([1, 2, 3, 4, 5])('among %i keep the method from being called, whichever of them it is', (count) => {
    for (let bad = 0; bad < count; bad++) {
      const call = compileThrowing('handle', numbers(count), SETTINGS);
      const text = Array.from({ length: count }, (_, index) => `q${index}=${index === bad ? 'x' : index}`).join('&');
      expect(() => call(target, fakeContext({ query: text }))).toThrow(
        expect.objectContaining({ details: [expect.objectContaining({ path: `query.q${bad}` })] }),
      );
    }
  });

  it('have the status that the app chose', () => expect(failOf({ ...SETTINGS, status: 422 }).status).toBe(422));

  it('have messages that the app may replace, issue by issue', () => {
    const ctxs = new Set<unknown>();
    const translate: NonNullable<typeof SETTINGS.translate> = (issue, ctx) => {
      ctxs.add(ctx);
      return issue.rule === 'isNumber' ? `Zahl: ${issue.path}` : undefined;
    };
    const messages = failOf({ ...SETTINGS, translate }).details.map((issue) => issue.message);
    expect(messages.slice(0, 3)).toEqual(['Zahl: params.id', 'Zahl: query.page', 'x-count is required']);
    expect(ctxs.size).toBe(1);
  });

  it('are fifty at most', () => {
    const many = [argument('query', { name: 'a', type: [Number], index: 0 }), argument('query', { name: 'b', type: [Number], index: 1 })];
    const text = Array.from({ length: 40 }, () => 'a=x&b=x').join('&');
    let details: readonly unknown[] = [];
    try {
      compileThrowing('handle', many, SETTINGS)(target, fakeContext({ query: text }));
    } catch (error) {
      details = (error as RequestValidationError).details;
    }
    expect(details).toHaveLength(50);
  });

  it('give way to a refusal of the body altogether', () => {
    const ctx = fakeContext({ ...request, contentType: 'text/csv' });
    expect(() => compileThrowing('handle', specs, SETTINGS)(target, ctx)).toThrow(expect.objectContaining({ status: 415 }));
  });
});

describe('an argument of a custom decorator', () => {
  const custom = (resolve: NonNullable<ArgumentSpec['note']['resolve']>, options = {}) =>
    argument('custom', { resolve, data: 'data', ...options });
  const first = { handle: (value: unknown) => value };

  it('is what its function gives for its data and the request', () => {
    const ctx = fakeContext();
    expect(compileThrowing('handle', [custom((data, reqCtx) => [data, reqCtx])], SETTINGS)(first, ctx)).toEqual(['data', ctx]);
  });

  it('is waited for', async () => {
    const call = compileThrowing(
      'handle',
      [custom(async () => 5), argument('query', { name: 'q1', index: 1, declared: Number })],
      SETTINGS,
    );
    await expect(call(target, fakeContext({ query }))).resolves.toEqual([5, 1]);
  });

  it('is collected with the issues of others when it comes late', async () => {
    const specs = [custom(async () => 5), argument('query', { name: 'q1', index: 1, declared: Number })];
    const calls: unknown[] = [];
    const result = compileThrowing('handle', specs, SETTINGS)({ handle: () => calls.push(1) }, fakeContext({ query: 'q1=x' }));
    await expect(result).rejects.toMatchObject({ details: [{ path: 'query.q1' }] });
    expect(calls).toEqual([]);
  });

  it('has a default, may be required, and may be validated by a schema', async () => {
    expect(compileThrowing('handle', [custom(() => undefined, { default: 3 })], SETTINGS)(first, fakeContext())).toBe(3);
    expect(() => compileThrowing('handle', [custom(() => undefined, { required: true })], SETTINGS)(first, fakeContext())).toThrow(
      expect.objectContaining({ details: [expect.objectContaining({ rule: 'isDefined' })] }),
    );
  });

  it('has them as well when it comes late', async () => {
    const given = async (options: object, value?: unknown) => bind(custom(async () => value, options));
    expect(await given({ default: 3 })).toBe(3);
    await expect(given({ required: true })).rejects.toMatchObject({
      details: [{ path: 'argument', rule: 'isDefined', message: 'argument is required' }],
    });
    const schema = z.object({ name: z.string() });
    expect(await given({ schema }, { name: 'a', more: 1 })).toEqual({ name: 'a' });
    await expect(given({ schema }, { name: 5 })).rejects.toMatchObject({ details: [{ path: 'argument.name', rule: 'schema' }] });
  });

  it('fails the request with what its function throws', async () => {
    const failure = new Error('no tenant');
    const thrown = custom(() => {
      throw failure;
    });
    expect(() => compileThrowing('handle', [thrown], SETTINGS)(first, fakeContext())).toThrow(failure);
    await expect(compileThrowing('handle', [custom(() => Promise.reject(failure))], SETTINGS)(first, fakeContext())).rejects.toBe(failure);
  });

  it('that rejects after another argument threw does not end the process', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const specs = [custom(() => Promise.reject(new Error('late'))), argument('body', { index: 1, declared: Draft })];
    expect(() => compileThrowing('handle', specs, SETTINGS)(target, fakeContext())).toThrow('The request has no body');
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('a default', () => {
  it('that a handler changes is whole again for the next request', () => {
    const spec = argument('query', { name: 'none', type: [String], default: ['a'] });
    const call = compileThrowing('handle', [spec], SETTINGS);
    const push = { handle: (list: unknown) => (list as string[]).push('b') };
    expect([call(push, fakeContext()), call(push, fakeContext())]).toEqual([2, 2]);
  });
});

describe('a default of another kind', () => {
  const given = (value: unknown) => bind(argument('query', { name: 'none', declared: Object, default: value }));

  it('is copied if it is a plain object', () => {
    const options = { a: 1 };
    expect(given(options)).toEqual(options);
    expect(given(options)).not.toBe(options);
  });

  it('is itself if it is anything else', () => {
    class Range {}
    for (const value of [null, false, 0, '', new Date(0), new Range(), Object.create(null)]) expect(given(value)).toBe(value);
  });
});

describe('a thrown promise as the error of an error handler', () => {
  it('is passed as it is beside arguments that are waited for', async () => {
    const error = new Promise(() => {});
    const specs = [argument('error', { index: 0 }), argument('custom', { index: 1, resolve: async () => 5 })];
    const [first, second] = (await compileThrowing('handle', specs, SETTINGS)(
      { handle: (...args: unknown[]) => args.map((arg) => [arg]) },
      fakeContext(),
      error,
    )) as unknown[][];
    expect(first![0]).toBe(error);
    expect(second).toEqual([5]);
  });
});

describe('two arguments of one body', () => {
  class Count {
    @IsInt() count!: number;
  }
  it('are bound from the same parsed body', () => {
    const specs = [argument('body', { declared: Draft, index: 0 }), argument('body', { declared: Count, index: 1 })];
    const call = compileThrowing('handle', specs, SETTINGS);
    expect(call(target, fakeContext({ body: { title: 'a', count: 1 } }))).toEqual([{ title: 'a' }, { count: 1 }]);
  });
});

describe('an argument whose decorator comes from another copy of the package', () => {
  const foreign: Record<string, ArgumentBinding> = {};
  jest.isolateModules(() => {
    foreign.query = require('../../../src/binding/group-argument.js').queryArgument;
    foreign.custom = require('../../../src/binding/custom-argument.js').customArgument;
    foreign.body = require('../../../src/binding/body-argument.js').bodyArgument;
  });
  const from = (spec: ArgumentSpec): ArgumentSpec => ({ ...spec, note: { ...spec.note, binding: foreign[spec.note.kind] } });
  const specs = [
    from(argument('query', { name: 'page', index: 0, declared: Number })),
    argument('query', { name: 'size', index: 1, declared: Number }),
    from(argument('custom', { index: 2, resolve: async (_data, ctx) => ctx.query.get('later') ?? undefined, required: true })),
  ];
  const call = compileThrowing('handle', specs, SETTINGS);

  it('has classes of its own', () => expect(foreign.query?.unready).not.toBe(queryArgument.unready));

  it('is bound beside others', async () => {
    await expect(call(target, fakeContext({ query: 'page=1&size=2&later=x' }))).resolves.toEqual([1, 2, 'x']);
  });

  it('is refused together with others', async () => {
    await expect(call(target, fakeContext({ query: 'page=x&size=y' }))).rejects.toMatchObject({
      constructor: RequestValidationError,
      details: [
        { path: 'query.page', rule: 'isNumber' },
        { path: 'query.size', rule: 'isNumber' },
        { path: 'argument', rule: 'isDefined' },
      ],
    });
  });

  it('is a DTO as well as any', () => {
    const spec = from(argument('body', { declared: Draft }));
    const bound = compileThrowing('handle', [spec], SETTINGS);
    expect(bound({ handle: (draft: unknown) => draft }, fakeContext({ body: { title: 'a' } }))).toEqual(
      Object.assign(new Draft(), { title: 'a' }),
    );
    expect(() => bound(target, fakeContext({ body: { title: 1 } }))).toThrow(RequestValidationError);
  });
});
