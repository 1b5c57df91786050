import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { type Contradiction, checkOptions } from '../../../src/middleware/internal/check-options.js';
import { count, flag, required, tokens, withMethods } from '../../../src/middleware/internal/option-rules.js';
import { nearestName } from '../../../src/shared/nearest-name.js';

interface Sample {
  readonly maxBytes: number;
  readonly names?: readonly string[];
  readonly strict?: boolean;
}

const RULES = { maxBytes: required(count('bytes', 1)), names: tokens('names'), strict: flag };
const clash = (options: Sample): Contradiction[] =>
  options.strict && options.names ? [{ message: 'strict and names exclude each other', fix: 'Leave one out.' }] : [];

function problemsOf(given: unknown) {
  try {
    checkOptions<Sample>('sample', given, RULES, clash);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems;
  }
  return [];
}

describe('checkOptions', () => {
  it('gives back options that are right', () => {
    const options = { maxBytes: 10, names: ['a'], strict: false };

    expect(checkOptions<Sample>('sample', options, RULES, clash)).toBe(options);
  });

  it('takes an option that is undefined for one that is absent', () => {
    expect(problemsOf({ maxBytes: 1, names: undefined, strict: undefined })).toEqual([]);
  });

  it('names an unknown option, the one that was meant, and all there are', () => {
    expect(problemsOf({ maxBytes: 1, maxbites: 2 })).toEqual([
      {
        code: 'unknown-option',
        message: 'sample() has no option "maxbites"',
        fix: 'Did you mean maxBytes? The options are maxBytes, names, strict.',
      },
    ]);
  });

  it('lists all mistakes at once', () => {
    const codes = problemsOf({ maxBytes: '10', name: [], strict: 'yes', other: 1 }).map(({ code }) => code);

    expect(codes).toEqual(['unknown-option', 'unknown-option', 'invalid-option', 'invalid-option']);
  });

  it('says what an option must be', () => {
    expect(problemsOf({ maxBytes: -1 })).toEqual([
      {
        code: 'invalid-option',
        message: 'sample() cannot take the number -1 as maxBytes',
        fix: 'Give it a whole number of bytes, 1 or more.',
      },
    ]);
  });

  it('says which option is missing', () => {
    expect(problemsOf(undefined)).toEqual([
      { code: 'missing-option', message: 'sample() needs the option maxBytes', fix: 'Give it a whole number of bytes, 1 or more.' },
    ]);
  });

  it('reports what contradicts each other only when everything is right by itself', () => {
    expect(problemsOf({ maxBytes: 1, strict: true, names: ['a'] })).toEqual([
      { code: 'contradicting-options', message: 'sample(): strict and names exclude each other', fix: 'Leave one out.' },
    ]);
    expect(problemsOf({ maxBytes: 0, strict: true, names: ['a'] })).toHaveLength(1);
  });

  it.each([[null], [[]], ['text'], [5], [() => {}]])('refuses %p in the place of options', (given) => {
    expect(problemsOf(given)[0]?.message).toMatch(/^sample\(\) takes its options as an object, not /);
  });

  it('never repeats a text that it was given, which may be a secret', () => {
    const problems = problemsOf({ maxBytes: 'hunter2', strict: 'hunter2', names: ['hunter2\n'] });

    expect(problems).toHaveLength(3);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('takes names of Object.prototype for what they are: unknown options', () => {
    const given = JSON.parse('{"maxBytes":1,"__proto__":{"strict":true},"constructor":1}') as unknown;

    expect(problemsOf(given).map(({ message }) => message)).toEqual([
      'sample() has no option "__proto__"',
      'sample() has no option "constructor"',
    ]);
  });
});

describe('nearestName', () => {
  const names = ['origin', 'maxBytes', 'allowHeaders', 'ms'];

  it.each([
    ['orgin', 'origin'],
    ['origins', 'origin'],
    ['allowedOrigin', 'origin'],
    ['MAXBYTES', 'maxBytes'],
    ['max_bytes', 'maxBytes'],
    ['max', 'maxBytes'],
    ['alowHeader', 'allowHeaders'],
  ])('takes %s for %s', (wanted, meant) => {
    expect(nearestName(wanted, names)).toBe(meant);
  });

  it.each(['completely', 'x', '', '%%'])('finds nothing near %p', (wanted) => {
    expect(nearestName(wanted, names)).toBeUndefined();
  });
});

describe('the rules of options', () => {
  it.each([
    [count('ms', 1), [1, 30_000], [0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null]],
    [flag, [true, false], [0, 'true', null]],
    [tokens('names'), [[], ['a', 'X-B']], ['a', [''], ['a b'], ['a\n'], [1], null]],
    [withMethods('a store', ['get', 'set']), [{ get() {}, set() {} }, new Map()], [{}, { get() {} }, null, () => {}]],
  ])('accept and refuse', (rule, right, wrong) => {
    for (const value of right) expect(rule.accepts(value)).toBe(true);
    for (const value of wrong) expect(rule.accepts(value)).toBe(false);
  });
});
