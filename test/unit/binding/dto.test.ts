import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import * as cv from 'class-validator';
import type { DtoMode } from '../../../src/binding/dto-plan.js';
import type { Constructor } from '../../../src/shared/constructor.js';
import { argument, bind, computedSince, failuresOf, issuesOf } from './harness.js';

const body = (type: Constructor, options = {}) => argument('body', { type, ...options });
const fails = (type: Constructor, value: unknown, unknownProperties: DtoMode['unknownProperties'] = 'strip', options = {}) =>
  failuresOf(body(type, options), { body: JSON.stringify(value), contentType: 'application/json' }, { unknownProperties });
const messages = async (type: Constructor, value: unknown) => (await issuesOf(body(type), { body: value })).map((issue) => issue.message);

describe('an instance', () => {
  class Account {
    @cv.IsString() name!: string;
    @cv.IsOptional() @cv.IsString() role = 'user';
    secret = 'kept';
    greet() {
      return `hello ${this.name}`;
    }
  }

  it('is a real one: constructed, with initial values and methods', () => {
    const account = bind(body(Account), { body: { name: 'ada' } }) as Account;
    expect(account).toBeInstanceOf(Account);
    expect(account.greet()).toBe('hello ada');
    expect(account).toEqual({ name: 'ada', role: 'user', secret: 'kept' });
  });

  it('has no methods or undeclared fields replaced from outside', () => {
    const account = bind(body(Account), { body: { name: 'ada', greet: 'x', secret: 'stolen' } }) as Account;
    expect([account.greet(), account.secret]).toEqual(['hello ada', 'kept']);
  });

  it('fails the request with what its constructor throws', () => {
    class Broken {
      @cv.IsString() name!: string;
      constructor(options: { name: string }) {
        this.name = options.name;
      }
    }
    expect(() => bind(body(Broken), { body: { name: 'a' } })).toThrow(TypeError);
  });

  it('sets accessors through their setters and leaves getters alone', async () => {
    class Temperature {
      @cv.IsNumber() celsius = 0;
      @cv.IsNumber()
      get fahrenheit() {
        return this.celsius * 1.8 + 32;
      }
      @cv.Allow()
      set kelvin(value: number) {
        this.celsius = value - 273;
      }
    }
    expect((bind(body(Temperature), { body: { kelvin: 373, fahrenheit: 1 } }) as Temperature).fahrenheit).toBe(212);
  });
});

describe("class-validator's own examples", () => {
  it('validate as its documentation says', async () => {
    class Post {
      @cv.Length(10, 20) title!: string;
      @cv.Contains('hello') text!: string;
      @cv.IsInt() @cv.Min(0) @cv.Max(10) rating!: number;
      @cv.IsEmail() email!: string;
      @cv.IsFQDN() site!: string;
    }
    const bad = { title: 'Hello', text: 'this is a great post about hell world', rating: 11, email: 'google.com', site: 'googlecom' };
    expect(await fails(Post, bad)).toEqual([
      'body.title isLength',
      'body.text contains',
      'body.rating max',
      'body.email isEmail',
      'body.site isFqdn',
    ]);
    expect(await fails(Post, { title: 'Hello world!', text: 'hello', rating: 10, email: 'a@google.com', site: 'google.com' })).toEqual([]);
  });

  it('replace the tokens of messages', async () => {
    class Post {
      @cv.MinLength(10, { message: 'Title is too short. Minimal length is $constraint1 characters, but actual is $value' }) title!: string;
      @cv.MinLength(10, { message: (args) => (args.value === 'a' ? 'Too short' : `${args.targetName} ${args.constraints[0]}`) })
      text!: string;
      @cv.IsIn(['a', 'b'], { message: '$target.$property: $constraint1' }) kind!: string;
      @cv.Length(2, 3) size!: string;
    }
    expect(await messages(Post, { title: 'short', text: 'a', kind: 'c', size: 'abcd' })).toEqual([
      'Title is too short. Minimal length is 10 characters, but actual is short',
      'Too short',
      'Post.kind: a, b',
      'size must be shorter than or equal to 3 characters',
    ]);
    expect(await messages(Post, { title: 'brief', text: 'b', kind: 'c', size: '' })).toEqual([
      'Title is too short. Minimal length is 10 characters, but actual is brief',
      'Post 10',
      'Post.kind: a, b',
      'size must be longer than or equal to 2 characters',
    ]);
  });

  it('validate each element of lists, sets and maps', async () => {
    class Post {
      @cv.MaxLength(3, { each: true }) tags!: string[];
      @Type(() => String) @cv.MaxLength(3, { each: true }) set!: Set<string>;
      @Type(() => String) @cv.MaxLength(3, { each: true }) map!: Map<string, string>;
    }
    const good = bind(body(Post), { body: { tags: ['a'], set: ['a', 'a'], map: { k: 'a' } } }) as Post;
    expect([good.set, good.map]).toEqual([new Set(['a']), new Map([['k', 'a']])]);
    expect(await messages(Post, { tags: ['abcd'], set: ['abcd'], map: { k: 'abcd' } })).toEqual([
      'each value in tags must be shorter than or equal to 3 characters',
      'each value in set must be shorter than or equal to 3 characters',
      'each value in map must be shorter than or equal to 3 characters',
    ]);
  });

  it('validate lists of lists of nested objects', async () => {
    class Point {
      @cv.IsInt() x!: number;
    }
    class Plan2D {
      @cv.ValidateNested() @Type(() => Point) matrix!: Point[][];
    }
    expect(await fails(Plan2D, { matrix: [[{ x: 1 }], []] })).toEqual([]);
    expect(await fails(Plan2D, { matrix: [[{ x: 1 }, { x: 'a' }], [5]] })).toEqual([
      'body.matrix.0.1.x isInt',
      'body.matrix.1.0 nestedValidation',
    ]);
  });

  it('inherit rules', async () => {
    class BaseContent {
      @cv.IsEmail() email!: string;
      @cv.IsString() password!: string;
    }
    class User extends BaseContent {
      @cv.MinLength(10) name!: string;
      @cv.MinLength(20) declare password: string;
    }
    const instance = Object.assign(new User(), { email: 'x', password: 'short', name: 'x' });
    const expected = (await cv.validate(instance)).flatMap(({ property, constraints }) =>
      Object.keys(constraints!).map((rule) => `body.${property} ${rule}`),
    );
    expect(await fails(User, { email: 'x', password: 'short', name: 'x' })).toEqual(expected);
    expect(expected).toContain('body.email isEmail');
  });

  it('validate conditionally', async () => {
    class Post {
      @cv.Allow() otherProperty?: string;
      @cv.ValidateIf((post) => post.otherProperty === 'value') @cv.IsDefined() @cv.IsNotEmpty() example?: string;
    }
    expect(await fails(Post, { otherProperty: 'value' })).toEqual(['body.example isDefined', 'body.example isNotEmpty']);
    expect(await fails(Post, { otherProperty: 'other' })).toEqual([]);
  });

  it('apply a single rule conditionally', async () => {
    type Model = { other?: string };
    class MyClass {
      @cv.Min(5, { validateIf: (object: Model) => !object.other || object.other === 'min' })
      @cv.Max(3, { validateIf: (object: Model) => !object.other || object.other === 'max' })
      some!: number;
      @cv.Allow() other?: string;
    }
    expect(await fails(MyClass, { some: 4, other: 'min' })).toEqual(['body.some min']);
    expect(await fails(MyClass, { some: 4, other: 'max' })).toEqual(['body.some max']);
    expect((await fails(MyClass, { some: 4, other: '' })).sort()).toEqual(['body.some max', 'body.some min']);
    expect(await fails(MyClass, { some: 4, other: 'none' })).toEqual([]);
  });

  it('choose rules by groups', async () => {
    class User {
      @cv.Min(12, { groups: ['registration'] }) age!: number;
      @cv.Length(2, 20, { groups: ['registration', 'admin'] }) name!: string;
      @cv.IsOptional({ always: true }) @cv.IsString({ always: true }) note?: string;
    }
    const user = { age: 10, name: 'Alex' };
    const inGroups = (...groups: string[]) => fails(User, user, 'strip', { groups });
    expect(await inGroups('registration')).toEqual(['body.age min']);
    expect(await inGroups('admin')).toEqual([]);
    expect(await inGroups('registration', 'admin')).toEqual(['body.age min']);
    expect(await inGroups()).toEqual(['body.age min']);
    expect(await fails(User, { ...user, note: 5 }, 'strip', { groups: ['admin'] })).toEqual(['body.note isString']);
    expect(bind(body(User, { groups: ['admin'] }), { body: user })).toEqual({ name: 'Alex' });
  });

  it('run constraint classes and decorators of the app, with complete arguments', async () => {
    const seen: cv.ValidationArguments[] = [];
    @cv.ValidatorConstraint({ name: 'customText' })
    class CustomTextLength implements cv.ValidatorConstraintInterface {
      validate(text: string, args: cv.ValidationArguments) {
        seen.push(args);
        return text.length > args.constraints[0];
      }
      defaultMessage() {
        return 'Text ($value) is too short!';
      }
    }
    const IsLongerThan =
      (property: string): PropertyDecorator =>
      (target, propertyName) =>
        cv.registerDecorator({
          name: 'isLongerThan',
          target: target.constructor,
          propertyName: propertyName as string,
          constraints: [property],
          validator: {
            validate: (value: string, args) => value.length > (args!.object as Record<string, string>)[property]!.length,
            defaultMessage: (args) => `longer than ${args!.constraints[0]}, please`,
          },
        });
    class Post {
      @cv.Validate(CustomTextLength, [3]) title!: string;
      @IsLongerThan('title') text!: string;
    }
    expect(await issuesOf(body(Post), { body: { title: 'abc', text: 'ab' } })).toEqual([
      { path: 'body.title', rule: 'customText', message: 'Text (abc) is too short!' },
      { path: 'body.text', rule: 'isLongerThan', message: 'longer than title, please' },
    ]);
    expect(seen[0]).toEqual({ targetName: 'Post', property: 'title', value: 'abc', constraints: [3], object: expect.any(Post) });
  });
});

describe('asynchronous rules', () => {
  const check = (validate: (value: unknown) => unknown) => {
    class Inner {
      name!: string;
    }
    class Entry {
      @cv.IsString() first!: string;
      @cv.ValidateNested() inner!: Inner;
    }
    cv.registerDecorator({
      name: 'isFree',
      target: Inner,
      propertyName: 'name',
      validator: { validate: validate as never, defaultMessage: () => '$property is taken' },
    });
    return Entry;
  };

  it('are waited for, and found at their place', async () => {
    const taken = check(async (value) => value !== 'taken');
    const spec = body(taken);
    await expect(bind(spec, { body: { first: 'a', inner: { name: 'free' } } })).resolves.toBeInstanceOf(taken);
    expect(await issuesOf(spec, { body: { inner: { name: 'taken' } } })).toEqual([
      { path: 'body.first', rule: 'isString', message: 'first must be a string' },
      { path: 'body.inner.name', rule: 'isFree', message: 'name is taken' },
    ]);
  });

  it('fail the request with their own error when they reject or throw', async () => {
    const failure = new Error('database is away');
    await expect(bind(body(check(() => Promise.reject(failure))), { body: { first: 'a', inner: { name: 'x' } } })).rejects.toBe(failure);
    const throwing = check(() => {
      throw failure;
    });
    expect(() => bind(body(throwing), { body: { first: 'a', inner: { name: 'x' } } })).toThrow(failure);
  });

  it('that reject after another one threw do not end the process', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    class Entry {}
    const register = (propertyName: string, validate: () => never) =>
      cv.registerDecorator({ name: propertyName, target: Entry, propertyName, validator: { validate } });
    register('late', (() => Promise.reject(new Error('late'))) as () => never);
    register('now', () => {
      throw new Error('now');
    });
    expect(() => bind(body(Entry), { body: {} })).toThrow('now');
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('apply to the elements of a list together', async () => {
    class Entry {}
    cv.registerDecorator({
      name: 'isFree',
      target: Entry,
      propertyName: 'names',
      options: { each: true },
      validator: { validate: async (value) => value !== 'taken' },
    });
    expect(await fails(Entry, { names: ['a', 'b'] })).toEqual([]);
    expect(await fails(Entry, { names: ['a', 'taken'] })).toEqual(['body.names isFree']);
  });

  it('see the value of a promise with @ValidatePromise', async () => {
    class Entry {
      @cv.ValidatePromise() @cv.Min(5) @Transform(({ value }) => Promise.resolve(value)) count!: Promise<number>;
    }
    expect(await fails(Entry, { count: 3 })).toEqual(['body.count min']);
    expect(await fails(Entry, { count: 6 })).toEqual([]);
  });
});

describe('nested objects', () => {
  class Address {
    @cv.IsString() city!: string;
  }
  class Customer {
    @cv.IsDefined() @cv.ValidateNested() address!: Address;
  }
  class Order {
    @cv.ValidateNested({ each: true }) @Type(() => Address) stops!: Address[];
  }

  it('are instances of their declared type without @Type', () => {
    const customer = bind(body(Customer), { body: { address: { city: 'Rome', extra: 1 } } }) as Customer;
    expect(customer.address).toBeInstanceOf(Address);
    expect(customer.address).toEqual({ city: 'Rome' });
  });

  it.each([[[]], [[[]]], [[{ city: 'Rome' }]], [null], ['text'], [5], [true]])('are refused as %j', async (address) => {
    expect(await fails(Customer, { address })).toContain('body.address nestedValidation');
  });

  it('that are missing are refused by @IsDefined', async () => expect(await fails(Customer, {})).toEqual(['body.address isDefined']));

  it.each([[{}], [{ 0: { city: 'Rome' }, length: 1 }], [{ length: 1e9 }], [null], ['text'], [5]])(
    'are refused as %j where a list is declared',
    async (stops) => {
      const start = process.cpuUsage();
      expect(await fails(Order, { stops })).toEqual(['body.stops nestedValidation']);
      expect(computedSince(start)).toBeLessThan(200);
    },
  );

  it('are refused element by element', async () => {
    expect(await fails(Order, { stops: [{ city: 'Rome' }, [], null, 5, { city: 5 }] })).toEqual([
      'body.stops.1 nestedValidation',
      'body.stops.2 nestedValidation',
      'body.stops.3 nestedValidation',
      'body.stops.4.city isString',
    ]);
  });

  it('have the message of the library', async () => {
    expect(await messages(Customer, { address: 5 })).toEqual(['nested property address must be either object or array']);
    expect(await messages(Order, { stops: 5 })).toEqual(['each value in nested property stops must be either object or array']);
  });

  it('may refer to their own class', async () => {
    class Tree {
      @cv.IsString() name!: string;
      @cv.IsOptional() @cv.ValidateNested({ each: true }) @Type(() => Tree) children?: Tree[];
    }
    expect(await fails(Tree, { name: 'a', children: [{ name: 'b', children: [{ name: 5 }] }] })).toEqual([
      'body.children.0.children.0.name isString',
    ]);
  });

  it('made by a transform are checked by their own class, and stripped', async () => {
    class Holder {
      @cv.ValidateNested() @Transform(({ value }) => Object.assign(new Address(), value)) address!: Address;
    }
    expect(await fails(Holder, { address: { city: 5 } })).toEqual(['body.address.city isString']);
    expect(bind(body(Holder), { body: { address: { city: 'Rome', extra: 1 } } })).toEqual({ address: { city: 'Rome' } });
    expect(await fails(Holder, { address: { city: 'Rome', extra: 1 } }, 'reject')).toEqual(['body.address.extra whitelistValidation']);
  });

  it('of a class without rules are refused, as the library does', async () => {
    class Bare {}
    class Holder {
      @cv.ValidateNested() @Type(() => Bare) bare!: Bare;
    }
    expect(await fails(Holder, { bare: { a: 1 } })).toEqual(['body.bare unknownValue']);
  });

  it('that are not validated are built, with everything they have', () => {
    class Bare {
      a!: number;
    }
    class Holder {
      @cv.IsObject() @Type(() => Bare) bare!: Bare;
    }
    const holder = bind(body(Holder), { body: { bare: { a: 1, b: 2 } } }) as Holder;
    expect(holder.bare).toBeInstanceOf(Bare);
    expect(holder.bare).toEqual({ a: 1, b: 2 });
  });
});

describe('unknown properties', () => {
  class Closed {
    @cv.IsString() name!: string;
  }

  it('are stripped, refused or allowed', async () => {
    const request = { body: { name: 'a', extra: 1 } };
    expect(bind(body(Closed), request, { unknownProperties: 'strip' })).toEqual({ name: 'a' });
    expect(bind(body(Closed), request, { unknownProperties: 'allow' })).toEqual({ name: 'a', extra: 1 });
    expect(await issuesOf(body(Closed), request, { unknownProperties: 'reject' })).toEqual([
      { path: 'body.extra', rule: 'whitelistValidation', message: 'property extra should not exist' },
    ]);
  });

  it('with names that every object inherits are like any other', async () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const value = { name: 'a', ...Object.fromEntries(names.map((name) => [name, 1])) };
    expect(await fails(Closed, value, 'reject')).toEqual(names.map((name) => `body.${name} whitelistValidation`));
    for (const mode of ['strip', 'allow'] as const) {
      const bound = bind(body(Closed), { body: value }, { unknownProperties: mode });
      expect(Object.getPrototypeOf(bound)).toBe(Closed.prototype);
      expect(Object.keys(bound as object)).toEqual(['name']);
    }
  });

  it('never take the place of a method', () => {
    class Greeter {
      @cv.IsString() name!: string;
      greet() {
        return `Hello ${this.name}`;
      }
    }
    const request = { body: { name: 'a', greet: 'mine', other: 1 } };
    const bound = bind(body(Greeter), request, { unknownProperties: 'allow' }) as Greeter;
    expect([bound.greet(), Object.keys(bound)]).toEqual(['Hello a', ['name', 'other']]);
  });

  it('may have such a name when a class declares it', async () => {
    class Odd {
      @cv.IsOptional() @cv.IsString() override!: string;
    }
    cv.IsString()(Odd.prototype, 'valueOf');
    expect(await fails(Odd, {})).toEqual(['body.valueOf isString']);
  });

  it('in their tens of thousands make a small answer quickly', async () => {
    const value = { name: 'a', ...Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`unknown${index}`, 1])) };
    for (const unknownProperties of ['strip', 'reject', 'allow'] as const) {
      const request = { body: value, limits: { objectKeys: 1e6 } };
      await issuesOf(body(Closed), request, { unknownProperties });
      const start = process.cpuUsage();
      const issues = await issuesOf(body(Closed), request, { unknownProperties });
      // Parsing 700 KB of JSON is in it.
      expect(computedSince(start)).toBeLessThan(500);
      expect(JSON.stringify(issues).length).toBeLessThan(4096);
      expect(issues.length > 10).toBe(unknownProperties === 'reject');
    }
  });

  it('with long names are not repeated at length', async () => {
    const [issue] = await issuesOf(body(Closed), { body: { name: 'a', ['x'.repeat(100_000)]: 1 } }, { unknownProperties: 'reject' });
    expect(issue!.path).toBe(`body.${'x'.repeat(64)}…`);
    expect(issue!.message.length).toBeLessThan(120);
  });

  it('are refused where they are nested too', async () => {
    class Outer {
      @cv.ValidateNested({ each: true }) @Type(() => Closed) list!: Closed[];
    }
    expect(await fails(Outer, { list: [{ name: 'a', b: 1 }], c: 1 }, 'reject')).toEqual([
      'body.c whitelistValidation',
      'body.list.0.b whitelistValidation',
    ]);
  });

  it('leave the properties of a class without decorators to the class', async () => {
    class Draft {
      @cv.IsString() name!: string;
      createdBy = 'system';
    }
    expect(await fails(Draft, { name: 'a' }, 'reject')).toEqual([]);
    expect(await fails(Draft, { name: 'a', createdBy: 'me' }, 'reject')).toEqual(['body.createdBy whitelistValidation']);
  });
});

describe('issues', () => {
  it('never hold the rejected value', async () => {
    class Login {
      @cv.IsString() @cv.Length(3, 5) @cv.Matches(/^[a-z]+$/) @cv.IsEmail() @cv.IsUUID() @cv.IsIn(['a']) password!: string;
      @cv.IsNumber() @cv.IsBoolean() @cv.IsArray() @cv.IsDateString() @cv.Equals(1) other!: unknown;
    }
    const issues = await issuesOf(body(Login), { body: { password: 'hunter2-secret', other: 'hunter2-secret' } });
    expect(issues.length).toBeGreaterThan(7);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  it('never hold the regular expression of a rule, unless its own message asks for it', async () => {
    class Code {
      @cv.Matches(/^secret-[a-z]+$/) code!: string;
      @cv.Matches(/^open-[a-z]+$/, { message: '$property is not $constraint1' }) open!: string;
      @cv.Matches(/^each-[a-z]+$/, { each: true }) list!: string[];
    }
    expect(await messages(Code, { code: 'x', open: 'x', list: ['x'] })).toEqual([
      'code must match the required regular expression',
      'open is not /^open-[a-z]+$/',
      'each value in list must match the required regular expression',
    ]);
  });

  it('are one for every rule that fails, in the order of declaration', async () => {
    class Many {
      @cv.IsInt() b!: number;
      @cv.Min(5) @cv.IsInt() a!: number;
    }
    expect(await fails(Many, { a: 'x', b: 'y' })).toEqual(['body.b isInt', 'body.a isInt', 'body.a min']);
  });
});

describe('dates', () => {
  class Event {
    @cv.IsDate() at!: Date;
    @cv.IsOptional() @cv.IsDate() @Type(() => Date) typed?: Date;
    @cv.IsOptional() @cv.IsDateString() text?: Date;
  }

  it('are made from ISO 8601 text where a date is declared', () => {
    expect(bind(body(Event), { body: { at: '2026-01-02', typed: '2026-01-03T00:00:00Z' } })).toEqual({
      at: new Date('2026-01-02T00:00:00Z'),
      typed: new Date('2026-01-03T00:00:00Z'),
    });
  });

  it('are never invalid ones', async () => {
    class Loose {
      @cv.Allow() at!: Date;
      @cv.Allow() @Type(() => Date) typed!: Date;
    }
    for (const garbage of ['garbage', '2026-02-30', {}, [], true]) {
      expect(await fails(Event, { at: garbage })).toEqual(['body.at isDate']);
      expect(await fails(Loose, { at: garbage })).toEqual(['body.at isDate']);
    }
    for (const garbage of ['garbage', '2026-02-30', {}]) expect(await fails(Loose, { typed: garbage })).toEqual(['body.typed isDate']);
    expect(await fails(Loose, { at: null, typed: null })).toEqual([]);
  });

  it('may stand in lists, with and without metadata', async () => {
    class Days {
      @IsDateList() @Type(() => Date) days!: Date[];
    }
    function IsDateList() {
      return cv.IsDate({ each: true });
    }
    class Bare {}
    cv.IsDate({ each: true })(Bare.prototype, 'days');
    Type(() => Date)(Bare.prototype, 'days');
    for (const type of [Days, Bare]) {
      expect(await fails(type, { days: ['2026-01-02', '2026-01-03'] })).toEqual([]);
      expect(await fails(type, { days: ['2026-01-02', 'x'] })).toEqual(['body.days isDate']);
    }
  });

  it('are made where the compiler says no type but a rule asks for a date', async () => {
    class Loose {
      @cv.IsOptional() @cv.IsDate() at?: Date | null;
      @cv.IsOptional() @cv.IsDate({ each: true }) days?: Date[];
    }
    const day = new Date('2026-01-02T00:00:00Z');
    expect(bind(body(Loose), { body: { at: '2026-01-02', days: ['2026-01-02'] } })).toEqual({ at: day, days: [day] });
    expect(await fails(Loose, { at: 'x', days: ['2026-01-02', 5] })).toEqual(['body.at isDate', 'body.days isDate']);
  });

  it('stay text for a rule that wants text', () => {
    expect(bind(body(Event), { body: { at: '2026-01-02', text: '2026-01-02' } })).toMatchObject({ text: '2026-01-02' });
  });
});

describe('numbers in JSON', () => {
  it('are not made from text, nor text from numbers', async () => {
    class Strict {
      @cv.IsInt() count!: number;
      @cv.IsBoolean() flag!: boolean;
      @cv.IsString() name!: string;
    }
    expect(await fails(Strict, { count: '5', flag: 'true', name: 5 })).toEqual([
      'body.count isInt',
      'body.flag isBoolean',
      'body.name isString',
    ]);
  });
});
