import fc from 'fast-check';
import { FormValues } from '../../../src/http/form-values.js';

describe('FormValues', () => {
  it('says of many names what it says of one', () => {
    const name = fc.integer({ min: 0, max: 20 }).map((number) => `n${number}`);
    const property = fc.property(
      fc.array(fc.tuple(name, fc.string()), { maxLength: 40 }),
      fc.array(name, { maxLength: 30 }),
      (list, asked) => {
        const form = new FormValues(list);
        for (const each of asked) {
          const all = list.filter((pair) => pair[0] === each).map((pair) => pair[1]);
          expect(form.get(each)).toBe(all[0] ?? null);
          expect(form.getAll(each)).toEqual(all);
          expect(form.has(each)).toBe(all.length > 0);
        }
      },
    );
    fc.assert(property, { numRuns: 300, seed: 20_261_121 });
  });

  it('finds each of thousands of fields in linear time', () => {
    const names = Array.from({ length: 50_000 }, (_, at) => `name-${at}`);
    const form = new FormValues(names.map((name) => [name, 'v']));
    const start = process.cpuUsage().user;
    expect(names.every((name) => form.get(name) === 'v' && form.getAll(name).length === 1 && form.has(name))).toBe(true);
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });

  it('gives lists of its own', () => {
    const form = new FormValues(Array.from({ length: 20 }, (): [string, string] => ['a', 'v']));
    for (let time = 0; time < 20; time++) form.getAll('a').push('mine');
    expect(form.getAll('a')).toHaveLength(20);
  });
});
