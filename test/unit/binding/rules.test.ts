import 'reflect-metadata';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import * as cv from 'class-validator';
import type { DtoMode } from '../../../src/binding/dto-plan.js';
import type { Constructor } from '../../../src/shared/constructor.js';
import { argument, bind, failuresOf, issuesOf } from './harness.js';

const body = (type: Constructor) => argument('body', { type });
const bound = <T extends object>(type: Constructor<T>, given: unknown, unknownProperties: DtoMode['unknownProperties'] = 'strip') =>
  bind(body(type), { body: given }, { unknownProperties }) as T;
const fails = (type: Constructor, given: unknown, unknownProperties: DtoMode['unknownProperties'] = 'strip') =>
  failuresOf(body(type), { body: given }, { unknownProperties });
const messages = async (type: Constructor, given: unknown) => (await issuesOf(body(type), { body: given })).map((issue) => issue.message);

describe('the messages of rules', () => {
  it('show text, numbers and booleans for $value, and keep it for anything else', async () => {
    const message = 'got $value';
    class Sample {
      @cv.IsInt({ message }) text!: unknown;
      @cv.IsString({ message }) number!: unknown;
      @cv.IsString({ message }) boolean!: unknown;
      @cv.IsString({ message }) object!: unknown;
    }
    const given = { text: 'x', number: 5, boolean: false, object: { a: 1 } };
    const own = cv.validateSync(Object.assign(new Sample(), given)).flatMap(({ constraints }) => Object.values(constraints!));
    expect(own).toEqual(['got x', 'got 5', 'got false', 'got $value']);
    expect(await messages(Sample, given)).toEqual(own);
    // A message with the value is not that of the value before.
    expect(await messages(Sample, { ...given, text: 'y' })).toContain('got y');
  });

  it('show symbols by their description', async () => {
    class Sample {
      @cv.Equals(Symbol('only')) it!: unknown;
    }
    expect(await messages(Sample, { it: 'x' })).toEqual(['it must be equal to only']);
  });

  it('are empty where a constraint has none, or makes none', async () => {
    @cv.ValidatorConstraint({ name: 'silent' })
    class Silent {
      validate() {
        return false;
      }
    }
    class Sample {
      @cv.Validate(Silent) a!: unknown;
      @cv.IsInt({ message: (() => undefined) as never }) b!: unknown;
    }
    expect((await issuesOf(body(Sample), { body: {} })).map(({ path, message }) => [path, message])).toEqual([
      ['body.a', ''],
      ['body.b', ''],
    ]);
  });

  it('say of a list what it is, and of its elements', async () => {
    class Item {
      @cv.IsString() name!: string;
    }
    const list = argument('body', { type: [Item] });
    expect(await issuesOf(list, { body: {} })).toEqual([{ path: 'body', rule: 'nestedValidation', message: 'body must be a list' }]);
    expect(await issuesOf(list, { body: [5] })).toEqual([
      { path: 'body.0', rule: 'nestedValidation', message: 'each value in body must be an object' },
    ]);
  });

  it('of a nested class without rules are those of the library', async () => {
    class Bare {
      name!: string;
    }
    class Outer {
      @cv.ValidateNested() @Type(() => Bare) inner!: Bare;
    }
    const [own] = cv.validateSync(Object.assign(new Outer(), { inner: new Bare() }), { forbidUnknownValues: true });
    const message = own!.children![0]!.constraints!.unknownValue;
    expect(await issuesOf(body(Outer), { body: { inner: {} } })).toEqual([{ path: 'body.inner', rule: 'unknownValue', message }]);
  });

  it('say that a number in text was given more than once, but not of JSON, and not of elements', async () => {
    class Sample {
      @cv.IsOptional() @cv.Allow() at?: Date;
      @cv.IsOptional() @cv.IsInt({ each: true }) ids?: number[];
    }
    const of = async (...given: Parameters<typeof issuesOf>) => (await issuesOf(...given)).map((issue) => issue.message);
    expect(await of(body(Sample), { body: { at: ['2026-01-02'] } })).toEqual(['at must be an ISO 8601 date that exists']);
    expect(await of(argument('query', { declared: Sample }), { query: 'at=2026-01-02&at=2026-01-02&ids=1&ids=x' })).toEqual([
      'at must be an ISO 8601 date that exists, given once',
      'ids must be a number',
    ]);
  });
});

describe('conditions', () => {
  it('must all hold', async () => {
    class Sample {
      @cv.ValidateIf((sample) => sample.a) @cv.ValidateIf((sample) => sample.b) @cv.IsString() it!: unknown;
      @cv.Allow() a!: boolean;
      @cv.Allow() b!: boolean;
    }
    expect(await fails(Sample, { a: true, b: true })).toEqual(['body.it isString']);
    for (const given of [{ a: true }, { b: true }, {}]) expect(await fails(Sample, given)).toEqual([]);
  });

  it('let null pass where a property is optional', () => {
    class Sample {
      @cv.IsOptional() @cv.IsString() it!: unknown;
    }
    expect(bound(Sample, { it: null })).toEqual({ it: null });
  });
});

describe('a promise as the value of a property', () => {
  it('is what the rules see without @ValidatePromise', async () => {
    class Sample {
      @cv.IsString() @Transform(() => Promise.resolve('text')) it!: unknown;
    }
    expect(await fails(Sample, { it: 'text' })).toEqual(['body.it isString']);
  });
});

describe('nested objects', () => {
  class Item {
    @cv.IsString() name!: string;
    @cv.IsOptional() @cv.IsString() more?: string;
    createdBy = 'system';
  }
  class Holder {
    @cv.IsOptional() @cv.ValidateNested({ each: true }) @Type(() => Item) map?: Map<string, Item>;
    @cv.IsOptional() @cv.ValidateNested({ each: true }) @Type(() => Item) set?: Set<Item>;
    @cv.IsOptional() @cv.ValidateNested() @Type(() => Item) either?: Item | Item[];
    @cv.IsOptional() @cv.ValidateNested() @Type(() => Item) one?: Item;
  }
  const item = { name: 'a', createdBy: 'system' };

  it('may stand in maps and sets, and in nothing else where one is declared', async () => {
    const { map, set } = bound(Holder, { map: { k: { name: 'a' } }, set: [{ name: 'a' }] });
    expect([map, set]).toEqual([new Map([['k', item]]), new Set([item])]);
    expect(await fails(Holder, { map: { k: {} }, set: [{}] })).toEqual(['body.map.k.name isString', 'body.set.0.name isString']);
    expect(await fails(Holder, { map: [{ name: 'a' }], set: { name: 'a' } })).toEqual([
      'body.map nestedValidation',
      'body.set nestedValidation',
    ]);
  });

  it('may be one or a list where a union is declared', async () => {
    expect(bound(Holder, { either: { name: 'a' } }).either).toEqual(item);
    expect(bound(Holder, { either: [{ name: 'a' }] }).either).toEqual([item]);
    expect(await fails(Holder, { either: [{}], one: [{ name: 'a' }] })).toEqual([
      'body.either.0.name isString',
      'body.one nestedValidation',
    ]);
  });

  it('may be a list where the compiler says no type', async () => {
    class Untold {}
    cv.ValidateNested()(Untold.prototype, 'items');
    Type(() => Item)(Untold.prototype, 'items');
    expect(await fails(Untold, { items: [{ name: 'a' }, {}] })).toEqual(['body.items.1.name isString']);
  });

  it('may be a list in a promise', async () => {
    class Later {
      @cv.ValidatePromise()
      @cv.ValidateNested()
      @Type(() => Item)
      @Transform(({ value }) => Promise.resolve(value))
      items!: Promise<Item[]>;
    }
    expect(await fails(Later, { items: [{ name: 'a' }] })).toEqual([]);
    expect(await fails(Later, { items: [{}] })).toEqual(['body.items.0.name isString']);
    class Declared {
      @cv.ValidateNested() @Type(() => Item) items!: Promise<Item[]>;
    }
    expect(await fails(Declared, { items: [{ name: 'a' }, {}] })).toEqual(['body.items.1.name isString']);
  });

  it('keep what their class sets without decorators', () =>
    expect(bound(Holder, { one: { name: 'a', createdBy: 'me' } }).one).toEqual(item));

  it('made by a transform lose unknown properties only, and none when these are allowed', async () => {
    class Known {
      @cv.IsString() name!: string;
      @cv.IsString() more!: string;
    }
    class Outer {
      @cv.ValidateNested() @Transform(({ value }) => Object.assign(new Known(), value)) it!: Known;
    }
    const it = { name: 'a', more: 'b', other: 1 };
    expect(bound(Outer, { it }).it).toEqual({ name: 'a', more: 'b' });
    expect(bound(Outer, { it }, 'allow').it).toEqual(it);
    expect(await fails(Outer, { it }, 'reject')).toEqual(['body.it.other whitelistValidation']);
  });
});

describe('properties without rules', () => {
  class Entity {
    @cv.IsString() name!: string;
    @Type(() => Date) at?: Date;
    @Exclude() isAdmin?: boolean;
    @Expose({ groups: ['admin'] }) role?: string;
  }
  const given = { name: 'a', at: '2026-01-02', isAdmin: true, role: 'root' };

  it('are converted where unknown ones are allowed, and never filled when they are excluded', () => {
    expect(bound(Entity, given, 'allow')).toEqual({ name: 'a', at: new Date('2026-01-02T00:00:00Z') });
    expect(bound(Entity, given)).toEqual({ name: 'a' });
  });

  it('are unknown where these are refused, unless they are excluded', async () => {
    expect(await fails(Entity, given, 'reject')).toEqual(['body.at whitelistValidation']);
  });

  it('are left out of a class that exposes only what it names', async () => {
    @Exclude()
    class Closed {
      @Expose() @cv.IsString() name!: string;
    }
    for (const mode of ['strip', 'allow', 'reject'] as const) expect(bound(Closed, { name: 'a', other: 1 }, mode)).toEqual({ name: 'a' });
  });
});

describe('a property of the prototype', () => {
  it('is filled if it is data, and if its name is that of a method of every object', () => {
    class Sample {
      @cv.IsString() kind!: string;
    }
    Object.defineProperty(Sample.prototype, 'kind', { value: 'none', writable: true, configurable: true });
    cv.IsOptional()(Sample.prototype, 'toString');
    expect(Object.entries(bound(Sample, { kind: 'a', toString: 'b' }))).toEqual([
      ['kind', 'a'],
      ['toString', 'b'],
    ]);
    expect(Object.keys(bound(Sample, { kind: 'a' }))).toEqual(['kind']);
  });
});

describe('constraints from a container', () => {
  it('are asked for each time, as the container may give another one', async () => {
    @cv.ValidatorConstraint({ name: 'once' })
    class Once {
      #asked = 0;
      validate() {
        return this.#asked++ === 0;
      }
    }
    class Sample {
      @cv.Validate(Once) it!: unknown;
    }
    cv.useContainer({ get: (type: Constructor) => new type() } as never);
    for (let time = 0; time < 3; time++) expect(await fails(Sample, { it: 1 })).toEqual([]);
  });
});
