import { isConstructor } from '../../../src/shared/constructor.js';
import { nullRecord } from '../../../src/shared/record.js';
import { isThenable } from '../../../src/shared/thenable.js';

describe('isThenable', () => {
  it('knows whatever can be awaited for something else', () => {
    // biome-ignore lint/suspicious/noThenProperty: a thenable that is a function
    const callable = Object.assign(() => {}, { then: () => {} });
    // biome-ignore lint/suspicious/noThenProperty: a thenable that is no promise
    for (const value of [Promise.resolve(), { then() {} }, callable]) expect(isThenable(value)).toBe(true);
    // biome-ignore lint/suspicious/noThenProperty: a property of that name that is no method
    for (const value of [null, undefined, 'then', 5, {}, { then: 1 }, () => {}]) expect(isThenable(value)).toBe(false);
  });
});

describe('isConstructor', () => {
  it('knows classes, and neither arrows nor instances', () => {
    class Thing {}
    for (const value of [Thing, Date, function old() {}]) expect(isConstructor(value)).toBe(true);
    for (const value of [() => {}, new Thing(), null, undefined, 'Thing', {}]) expect(isConstructor(value)).toBe(false);
  });
});

describe('nullRecord', () => {
  it('has no prototype for a key to reach', () => {
    const record = nullRecord<string>();
    const key = '__proto__';
    record[key] = 'data';
    expect(Object.entries(record)).toEqual([['__proto__', 'data']]);
    expect(record.constructor).toBeUndefined();
    expect(nullRecord()).not.toBe(nullRecord());
  });
});
