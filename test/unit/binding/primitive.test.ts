import fc from 'fast-check';
import { parseIsoDate } from '../../../src/binding/iso-date.js';
import { primitiveOf } from '../../../src/binding/primitive.js';

enum Color {
  Red = 'red',
  Blue = 'blue',
}
enum Level {
  Low,
  High = 5,
}
enum Mixed {
  None = 0,
  Some = 'some',
}

const text = (type: unknown, value: string) => primitiveOf(type)!.fromText(value);
const json = (type: unknown, value: unknown) => primitiveOf(type)!.fromJson(value);

describe('text becomes a number', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['12', 12],
    ['-12.5', -12.5],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['1.5e-2', 0.015],
    ['9007199254740993', 9007199254740992],
    ['1e-999', 0],
  ])('%j is %d', (given, expected) => expect(text(Number, given)).toBe(expected));

  it.each([
    '',
    ' ',
    ' 12 ',
    '12 ',
    '+1',
    '01',
    '.5',
    '5.',
    '1,5',
    '1_000',
    '0x10',
    '0b1',
    '0o7',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e999',
    '-1e999',
  ])('%j is none', (given) => expect(text(Number, given)).toBeUndefined());
  it.each(['true', 'null', '1n', '1e', '--1', '1-1', '१२', '12\n', '\u00a01'])('%j is none', (given) =>
    expect(text(Number, given)).toBeUndefined(),
  );

  it('exactly when JSON has that number, for 5000 random texts', () => {
    const characters = fc.string({ unit: fc.constantFrom(...'0123456789-+.eE xn'), maxLength: 8 });
    fc.assert(
      fc.property(characters, (given) => {
        let expected: unknown;
        try {
          expected = given.trim() === given ? JSON.parse(given) : undefined;
        } catch {
          expected = undefined;
        }
        expect(text(Number, given)).toBe(Number.isFinite(expected) ? expected : undefined);
      }),
      { seed: 7, numRuns: 5000 },
    );
  });
});

describe('text becomes a boolean', () => {
  it('only when it is true or false', () => {
    expect(text(Boolean, 'true')).toBe(true);
    expect(text(Boolean, 'false')).toBe(false);
    for (const given of ['', 'True', 'FALSE', '1', '0', 'yes', 'no', 'on', ' true', 'null']) expect(text(Boolean, given)).toBeUndefined();
  });
});

describe('text becomes a date', () => {
  it.each([
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['2026-02-28T10:30', '2026-02-28T10:30:00.000Z'],
    ['2026-02-28T10:30:15', '2026-02-28T10:30:15.000Z'],
    ['2026-02-28T10:30:15.5', '2026-02-28T10:30:15.500Z'],
    ['2026-02-28T10:30:15.123456789Z', '2026-02-28T10:30:15.123Z'],
    ['2026-02-28T10:30:15Z', '2026-02-28T10:30:15.000Z'],
    ['2026-02-28T10:30:15+05:30', '2026-02-28T05:00:15.000Z'],
    ['2026-02-28T23:30:00-01:00', '2026-03-01T00:30:00.000Z'],
    ['2026-02-28T23:59:59Z', '2026-02-28T23:59:59.000Z'],
  ])('%s is %s', (given, expected) => expect((text(Date, given) as Date).toISOString()).toBe(expected));

  it.each([
    ...['2026-02-30', '2025-02-29', '1900-02-29', '2026-04-31', '2026-00-10', '2026-13-01', '2026-01-00', '2026-01-32'],
    ...[
      '2026-01-01T24:00',
      '2026-01-01T10:60',
      '2026-01-01T10:10:60',
      '2026-01-01T10',
      '2026-01-01T10:10:10.',
      '2026-01-01T10:10:10+24:00',
    ],
    ...['2026-01-01T10:10:10+0100', '2026-01-01 10:10', '2026-01-01t10:10z', '2026-01', '2026', '20260101', '+002026-01-01', '2026-1-1'],
    ...['', 'garbage', 'today', '1767225600000', '01/02/2026', ' 2026-01-01', '2026-01-01Z', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ])('%j is none', (given) => expect(text(Date, given)).toBeUndefined());

  it('exactly when the calendar has that day, for every month and day of leap and other years', () => {
    for (const year of [1600, 1900, 2000, 2023, 2024]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const given = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const real = new Date(Date.UTC(year, month - 1, day));
          const exists = month > 0 && real.getUTCFullYear() === year && real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
          expect([given, parseIsoDate(given)?.getTime()]).toEqual([given, exists ? real.getTime() : undefined]);
        }
      }
    }
  });
});

describe('text becomes a BigInt', () => {
  it('when it is decimal digits', () => {
    expect(text(BigInt, '0')).toBe(0n);
    expect(text(BigInt, '-12')).toBe(-12n);
    expect(text(BigInt, '9007199254740993')).toBe(9007199254740993n);
    for (const given of ['', '-', '+1', '1.0', '1e3', '0x10', '1n', ' 1', '1 ']) expect(text(BigInt, given)).toBeUndefined();
  });

  it('but not of a million digits, which would take more than linear time', () => {
    expect(text(BigInt, '9'.repeat(1_000_000))).toBeUndefined();
    expect([text(BigInt, '9'.repeat(1000)), text(BigInt, '9'.repeat(1001))]).toEqual([10n ** 1000n - 1n, undefined]);
  });
});

describe('text becomes a value of an enum', () => {
  it('of strings', () => {
    expect(text(Color, 'red')).toBe('red');
    for (const given of ['Red', 'green', '', 'toString', '__proto__']) expect(text(Color, given)).toBeUndefined();
  });

  it('of numbers, without the names they map back to', () => {
    expect(text(Level, '0')).toBe(0);
    expect(text(Level, '5')).toBe(5);
    for (const given of ['1', 'Low', '00', '', '5.0e1']) expect(text(Level, given)).toBeUndefined();
  });

  it('of both', () => {
    expect(text(Mixed, '0')).toBe(0);
    expect(text(Mixed, 'some')).toBe('some');
    expect(text(Mixed, 'Some')).toBeUndefined();
  });
});

describe('a JSON value', () => {
  it('has its type already and is not converted', () => {
    for (const value of ['1', true, null, {}, [], Number.NaN]) expect(json(Number, value)).toBeUndefined();
    for (const value of ['true', 0, 1, null, {}, []]) expect(json(Boolean, value)).toBeUndefined();
    for (const value of [1, true, null, {}, ['a']]) expect(json(String, value)).toBeUndefined();
    for (const value of ['0', 'Low', null, [0]]) expect(json(Level, value)).toBeUndefined();
    expect([json(Number, 1.5), json(Boolean, false), json(String, ''), json(Level, 5), json(Color, 'blue')]).toEqual([
      1.5,
      false,
      '',
      5,
      'blue',
    ]);
  });

  it('becomes a date from ISO 8601 text and from nothing else', () => {
    expect(json(Date, '2026-02-28')).toEqual(new Date('2026-02-28T00:00:00Z'));
    for (const value of ['2026-02-30', 0, 1767225600000, null, {}, true, ['2026-02-28']]) expect(json(Date, value)).toBeUndefined();
  });

  it('becomes a BigInt from digits, or from a number that is exact', () => {
    expect([json(BigInt, '12'), json(BigInt, 12)]).toEqual([12n, 12n]);
    for (const value of [1.5, 2 ** 53, '1.5', null, true]) expect(json(BigInt, value)).toBeUndefined();
  });
});

describe('what is no primitive', () => {
  it.each([[Object], [Array], [undefined], [null], [class Dto {}], [{}], [['a']], [{ a: {} }], [{ a: 'a', b: {} }], [() => 1], [Map]])(
    '%p',
    (type) => {
      expect(primitiveOf(type)).toBeUndefined();
    },
  );
});
