import fc from 'fast-check';
import { BadRequestError } from '../../../src/errors/http-errors.js';
import { parseJson } from '../../../src/http/json.js';
import { DEFAULT_LIMITS } from '../../../src/http/limits.js';

const parse = (text: string, limits = {}) => parseJson(text, { ...DEFAULT_LIMITS, ...limits });

function refusal(text: string, limits = {}): BadRequestError {
  try {
    parse(text, limits);
  } catch (error) {
    expect(error).toBeInstanceOf(BadRequestError);
    return error as BadRequestError;
  }
  throw new Error(`${text.slice(0, 40)} was taken`);
}

describe('parseJson', () => {
  it('parses whatever JSON allows', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!text.includes('proto'));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500, seed: 8 },
    );
  });

  it('skips a byte order mark', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(refusal('\ufeff\ufeff{}').message).toBe('The body is not valid JSON');
  });

  it.each(['', ' ', '{', '{"a":}', "{'a':1}", 'undefined', 'NaN', '[1,]', '{"a":1}x', '\u00a0{}'])(
    'refuses %j and repeats nothing of it',
    (text) => {
      const error = refusal(text);
      expect(error.message).toBe('The body is not valid JSON');
      expect(error.cause).toBeUndefined();
      expect(error.stack).not.toContain('JSON.parse');
    },
  );

  it.each([
    '{"__proto__":{"x":1}}',
    '{"__proto__":null}',
    '{"a":[{"b":{"__proto__":1}}]}',
    '[[{"__proto__":{}}]]',
    '{"\\u005f_proto__":{"x":1}}',
    '{"__prot\\u006f__":{"x":1}}',
    '{"__proto__" :1}',
  ])('refuses the key __proto__ in %s', (text) => {
    expect(refusal(text).message).toBe('The body has the key __proto__');
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each(['{"constructor":{"prototype":{}}}', '{"a":{"constructor":{"prototype":1}}}', '{"constructor":{"\\u0070rototype":null}}'])(
    'refuses constructor holding prototype in %s',
    (text) => {
      expect(refusal(text).message).toBe('The body has the key constructor holding prototype');
    },
  );

  it.each([
    '{"constructor":1}',
    '{"constructor":{"name":"x"}}',
    '{"prototype":{}}',
    '{"constructor":["prototype"]}',
    '{"toString":1,"hasOwnProperty":2}',
    '{"text":"__proto__"}',
    '{"proto":{"__proto":1}}',
    '"__proto__"',
    '{"a":"\\u005f"}',
  ])('takes %s for data', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each([1, 2, 64])('takes a depth of exactly %d', (jsonDepth) => {
    const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    for (const nested of [lists, objects]) {
      expect(parse(nested(jsonDepth), { jsonDepth })).toBeDefined();
      expect(refusal(nested(jsonDepth + 1), { jsonDepth }).message).toBe(`The body is nested deeper than ${jsonDepth} levels`);
    }
  });

  it('counts depth, not brackets', () => {
    const wide = `[${Array(500).fill('{"a":[1]}').join(',')}]`;
    expect(parse(wide)).toHaveLength(500);
    expect(parse(`{"a":"${'['.repeat(1000)}"}`)).toEqual({ a: '['.repeat(1000) });
  });

  it.each([4000, 100_000, 400_000])('refuses %d levels without overflowing the stack', (depth) => {
    expect(refusal('['.repeat(depth) + ']'.repeat(depth)).message).toMatch(/deeper than 64/);
    expect(refusal(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`).message).toMatch(/deeper than 64/);
    expect(refusal('['.repeat(depth)).message).toBe('The body is not valid JSON');
  });

  it('limits the keys of each object, wherever it is', () => {
    const keys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"${at}":1`).join(',')}}`;
    expect(Object.keys(parse(keys(1000)) as object)).toHaveLength(1000);
    expect(refusal(keys(1001)).message).toBe('An object of the body has more than 1000 keys');
    expect(refusal(`[[${keys(1001)}]]`).message).toMatch(/more than 1000 keys/);
    expect(refusal('{"":1,"a":2}', { objectKeys: 1 }).message).toMatch(/more than 1 keys/);
    expect(parse(`[${keys(600)},${keys(600)}]`)).toHaveLength(2);
  });

  it('says the same as a walk through the whole value', () => {
    const limits = { jsonDepth: 3, objectKeys: 2 };
    const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'prototype');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 6 }, fc.constantFrom('1', '"x"', 'null', '""'), tie('list'), tie('object')),
      list: fc.array(tie('tree') as fc.Arbitrary<string>, { maxLength: 2 }).map((items) => `[${items.join(',')}]`),
      object: fc
        .array(fc.tuple(key, tie('tree') as fc.Arbitrary<string>), { maxLength: 3 })
        .map((members) => `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`),
    }));
    const isBad = (value: unknown, depth: number): boolean => {
      if (typeof value !== 'object' || value === null) return false;
      if (depth > limits.jsonDepth) return true;
      if (Array.isArray(value)) return value.some((item) => isBad(item, depth + 1));
      const names = Object.keys(value);
      const inner = Object.getOwnPropertyDescriptor(value, 'constructor')?.value as unknown;
      if (names.length > limits.objectKeys || names.includes('__proto__')) return true;
      if (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype')) return true;
      return names.some((name) => isBad((value as Record<string, unknown>)[name], depth + 1));
    };
    let refused = 0;
    fc.assert(
      fc.property(tree as fc.Arbitrary<string>, (text) => {
        const expected = isBad(JSON.parse(text), 1);
        if (expected) refused++;
        if (expected) expect(() => parse(text, limits)).toThrow(BadRequestError);
        else expect(JSON.stringify(parse(text, limits))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 3000, seed: 9 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('leaves Object.prototype alone whatever comes', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype', 'x', 'polluted');
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 6 }), (path) => {
        try {
          parse(`${path.map((name) => `{"${name}":`).join('')}true${'}'.repeat(path.length)}`);
        } catch (error) {
          expect(error).toBeInstanceOf(BadRequestError);
        }
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      }),
      { numRuns: 10_000, seed: 10 },
    );
  });
});
