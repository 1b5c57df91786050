// class-transformer is the oracle of @Returns too: instances of random classes come out as its instanceToPlain has them.
import 'reflect-metadata';
import { Exclude, Expose, instanceToPlain, Transform, Type } from 'class-transformer';
import fc from 'fast-check';
import { compileSerializer } from '../../../src/binding/compile-serializer.js';
import type { RequestContext } from '../../../src/http/request-context.js';

const SEED = 20261122;
const CLASSES = 120;
const RUNS = 5000;
const NAMES = ['a', 'b', 'c', 'd'] as const;

type Decorate = (target: object, property: string) => void;

const decorators = fc.constantFrom<Decorate[]>(
  [],
  [],
  [Exclude()],
  [Exclude({ toClassOnly: true })],
  [Exclude({ toPlainOnly: true })],
  [Expose()],
  [Expose({ name: 'renamed' })],
  [Expose({ name: 'inward', toClassOnly: true })],
  [Expose({ groups: ['one'] })],
  [Expose({ groups: ['two'], name: 'grouped' })],
  [Transform(({ value }) => [value]) as Decorate],
  [Transform(({ value, key, type }) => `${key}${type}${typeof value}`, { toPlainOnly: true }) as Decorate],
  [Transform(() => 'never', { toClassOnly: true }) as Decorate],
  [Transform(({ value }) => ({ wrapped: value }), { groups: ['one'] }) as Decorate, Expose()],
  [Type(() => String)],
  [Type(() => Number)],
);

const classShape = fc.record({
  fields: fc.tuple(decorators, decorators, decorators, decorators),
  inherited: fc.tuple(decorators, decorators),
  onClass: fc.constantFrom<((type: object) => void) | undefined>(undefined, undefined, undefined, Exclude() as never, Expose() as never),
  nested: fc.option(fc.nat(30), { nil: undefined }),
});

function buildClasses(): (new () => object)[] {
  const built: (new () => object)[] = [];
  for (const { fields, inherited, onClass, nested } of fc.sample(classShape, { seed: SEED, numRuns: CLASSES })) {
    class Base {}
    class View extends Base {}
    fields.forEach((list, index) => {
      for (const decorate of list) decorate(View.prototype, NAMES[index]!);
    });
    inherited.forEach((list, index) => {
      for (const decorate of list) decorate(Base.prototype, NAMES[index]!);
    });
    const child = nested === undefined ? undefined : built[nested];
    if (child) Type(() => child)(View.prototype, 'd');
    onClass?.(View);
    built.push(View);
  }
  return built;
}

/** structuredClone makes objects of another realm under jest. */
function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (value instanceof Date) return new Date(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)])) as T;
}

describe('@Returns and class-transformer', () => {
  const classes = buildClasses();
  const value = fc.constantFrom<unknown>('x', 5, true, null, undefined, [1, 'y'], { z: [{}] }, new Date(0));
  const instance = fc.record({
    id: fc.nat(CLASSES - 1),
    values: fc.record({ a: value, b: value, c: value, d: value, e: value }, { requiredKeys: [] }),
    inner: fc.record({ a: value, b: value, d: value }, { requiredKeys: [] }),
    innerId: fc.nat(CLASSES - 1),
    groups: fc.constantFrom<string[] | undefined>(undefined, undefined, ['one'], ['one', 'two']),
  });

  it(`agree on ${RUNS} random instances of ${CLASSES} random classes`, () => {
    fc.assert(
      fc.property(instance, ({ id, values, inner, innerId, groups }) => {
        const make = () => Object.assign(new classes[id]!(), copy(values), { e: Object.assign(new classes[innerId]!(), copy(inner)) });
        const expected = instanceToPlain(make(), groups ? { groups } : {});
        const found = compileSerializer({ type: classes[id], groups })(make(), {} as RequestContext);
        expect(JSON.parse(JSON.stringify(found))).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
