import 'reflect-metadata';
import * as cv from 'class-validator';
import fc from 'fast-check';
import { constraintsOf, rulesOf } from '../../../src/binding/class-rules.js';
import { type Decision, shortcutOf } from '../../../src/binding/rule-shortcuts.js';
import { argument, bind, failuresOf } from './harness.js';

/** The shortcut of a decorator, and the predicate it stands for. */
function pairOf(decorate: PropertyDecorator): { decide: Decision | undefined; validate: (value: unknown) => unknown } {
  class Sample {}
  decorate(Sample.prototype, 'it');
  const [note] = rulesOf(Sample, []).get('it')!;
  const [constraint] = constraintsOf(note!);
  const args = { targetName: 'Sample', property: 'it', object: {}, value: undefined, constraints: note!.constraints };
  const validate = (value: unknown) => {
    try {
      return constraint!.instance.validate(value, args);
    } catch (error) {
      // validator.js on half a character; a rule takes it for a no.
      if (error instanceof URIError) return false;
      throw error;
    }
  };
  return { decide: shortcutOf(constraint!.name, note!, constraint!.instance), validate };
}

const LOCAL = 'abzAZ09._+-!"@ é\u00a0😀';
const emailLike = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...LOCAL), maxLength: 70 }),
    fc.string({ unit: fc.constantFrom(...'abzAZ09.-_é'), maxLength: 40 }),
  )
  .map(([local, domain]) => `${local}@${domain}`);
const plainEmail = fc
  .tuple(fc.stringMatching(/^[a-z0-9]+([._+-][a-z0-9]+){0,3}$/), fc.stringMatching(/^([a-z0-9]+(-[a-z0-9]+)?\.){1,3}[a-z]{1,30}$/))
  .map(([local, domain]) => `${local}@${domain}`);
const anything = fc.oneof(
  fc.anything(),
  fc.boolean(),
  fc.integer({ min: -2, max: 6 }),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('a', '\ufe0f', '\ufe0e', '😀', '\ud800', '❤'), maxLength: 6 }),
  emailLike,
  plainEmail,
);

const RULES: [string, PropertyDecorator][] = [
  ['isString', cv.IsString()],
  ['isBoolean', cv.IsBoolean()],
  ['isInt', cv.IsInt()],
  ['isNumber', cv.IsNumber()],
  ['min', cv.Min(2)],
  ['max', cv.Max(2.5)],
  ['isNotEmpty', cv.IsNotEmpty()],
  ['minLength', cv.MinLength(3)],
  ['maxLength', cv.MaxLength(3)],
  ['length', cv.Length(2, 4)],
  ['isEmail', cv.IsEmail()],
];

describe.each(RULES)('the shortcut of %s', (_, decorate) => {
  it('decides as the library does, or leaves it to the library, for 20000 random values', () => {
    const { decide, validate } = pairOf(decorate);
    let decided = 0;
    fc.assert(
      fc.property(anything, (value) => {
        const verdict = decide!(value);
        if (verdict === undefined) return true;
        decided++;
        return verdict === Boolean(validate(value));
      }),
      { seed: 11, numRuns: 20_000 },
    );
    expect(decided).toBeGreaterThan(1000);
  });
});

describe('a rule without a shortcut', () => {
  it.each<[string, PropertyDecorator]>([
    ['an e-mail with options', cv.IsEmail({ host_blacklist: ['example.com'] })],
    ['a number with options', cv.IsNumber({ maxDecimalPlaces: 2 })],
    ['a length with one bound', cv.Length(2)],
    ['another rule', cv.IsUUID()],
  ])('is %s', (_, decorate) => expect(pairOf(decorate).decide).toBeUndefined());

  it("is an app's own rule of the same name", async () => {
    class Signup {}
    cv.registerDecorator({
      name: 'isEmail',
      target: Signup,
      propertyName: 'email',
      validator: { validate: (value) => String(value).endsWith('@example.com'), defaultMessage: () => '$property must be ours' },
    });
    expect(await failuresOf(argument('body', { type: Signup }), { body: { email: 'ada@elsewhere.com' } })).toEqual(['body.email isEmail']);
  });
});

describe('half a character', () => {
  it('fails the rules of an e-mail address and a byte length, instead of the request', async () => {
    class Odd {
      @cv.IsEmail() email!: string;
      @cv.IsByteLength(1, 5) short!: string;
      @cv.IsEmail({}, { each: true }) list!: string[];
    }
    const odd = 'a@\ud800.com';
    expect(await failuresOf(argument('body', { type: Odd }), { body: { email: odd, short: odd, list: [odd] } })).toEqual([
      'body.email isEmail',
      'body.short isByteLength',
      'body.list isEmail',
    ]);
  });

  it("does not hide an app's own mistake with escapes", () => {
    class Decoding {}
    cv.registerDecorator({
      name: 'decodes',
      target: Decoding,
      propertyName: 'it',
      validator: { validate: (value) => decodeURIComponent(value) !== '' },
    });
    expect(() => bind(argument('body', { type: Decoding }), { body: { it: '%zz' } })).toThrow(URIError);
  });
});

describe('a shortcut', () => {
  it('is used for plain e-mail addresses and left for odd ones', () => {
    const { decide } = pairOf(cv.IsEmail());
    for (const plain of ['ada@example.com', 'a.b+c@d-e.co.uk', 'A_B@EXAMPLE.ORG']) expect(decide!(plain)).toBe(true);
    const long = `${'a'.repeat(52)}@example.com`;
    expect([long.length, decide!(long), decide!(`a${long}`)]).toEqual([64, true, undefined]);
    for (const plain of ['ada.byron@example.com', 'ada@long-label.com']) expect(decide!(plain)).toBe(true);
    for (const odd of ['"a b"@example.com', 'é@example.com', 'a@b', 'a..b@example.com', 'a@b- c.com', 'a@b-_.com'])
      expect(decide!(odd)).toBeUndefined();
    for (const none of ['', 'ada', 5, null]) expect(decide!(none)).toBe(false);
  });

  it('takes linear time on hostile text', () => {
    const { decide } = pairOf(cv.IsEmail());
    const start = performance.now();
    for (let run = 0; run < 10_000; run++) decide!(`${'a.'.repeat(24)}@${'b-'.repeat(8)}`);
    decide!(`${'a.'.repeat(1e6)}@`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
