import 'reflect-metadata';
import { Exclude, Expose, instanceToPlain, plainToInstance, Transform, type TransformFnParams, Type } from 'class-transformer';
import { Allow, IsDate, IsInt, IsNumber, IsOptional, IsString, ValidateNested } from 'class-validator';
import { compileSerializer } from '../../../src/binding/compile-serializer.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import type { Constructor } from '../../../src/shared/constructor.js';
import { argument, bind, failuresOf } from './harness.js';

const made = (type: Constructor, body: unknown, options = {}) => bind(argument('body', { type, ...options }), { body });
const plain = (type: unknown, value: unknown, groups?: string[]) => compileSerializer({ type, groups })(value, {} as RequestContext);

describe('@Expose and @Exclude on the way in', () => {
  class User {
    @Expose({ name: 'user_name' }) @IsString() userName!: string;
    @Exclude() @IsOptional() @IsString() id?: string;
    @Exclude({ toPlainOnly: true }) @IsString() password!: string;
    @Expose({ groups: ['admin'] }) @IsOptional() @IsString() role?: string;
  }

  it('read a property from the name it is exposed under, and issues name the property', async () => {
    expect(made(User, { user_name: 'ada', password: 'x' })).toEqual({ userName: 'ada', password: 'x' });
    expect(await failuresOf(argument('body', { type: User }), { body: { userName: 'ada', password: 'x' } })).toEqual([
      'body.userName isString',
    ]);
  });

  it('never take what is excluded, or exposed in another group', () => {
    expect(made(User, { user_name: 'ada', id: '1', password: 'x', role: 'root' })).toEqual({ userName: 'ada', password: 'x' });
  });

  it('take what is exposed in a chosen group', () => {
    class Grouped {
      @Expose({ groups: ['admin'] }) @IsString({ always: true }) role!: string;
    }
    expect(made(Grouped, { role: 'root' }, { groups: ['admin'] })).toEqual({ role: 'root' });
  });

  it('do not call an excluded property unknown', async () => {
    const request = { body: { user_name: 'ada', id: '1', password: 'x', role: 'a' } };
    expect(await failuresOf(argument('body', { type: User }), request, { unknownProperties: 'reject' })).toEqual([]);
  });

  it('let a class exclude everything that it does not expose', () => {
    @Exclude()
    class Closed {
      @Expose() @IsString() name!: string;
      @Allow() hidden?: string;
    }
    expect(made(Closed, { name: 'a', hidden: 'b' })).toEqual({ name: 'a' });
  });
});

describe('a class that excludes itself, on the way in', () => {
  it('takes what it exposes, by its name, and not what it exposes on the way out only', () => {
    @Exclude()
    class Account {
      @Expose({ name: 'user_name' }) @IsString() userName!: string;
      @Expose({ toPlainOnly: true }) @IsOptional() @IsString() id?: string;
      @IsOptional() @IsString() role?: string;
    }
    expect(made(Account, { user_name: 'ada', id: 'x', role: 'root' })).toEqual({ userName: 'ada' });
  });

  it('takes nothing when it exposes nothing', () => {
    @Exclude()
    class Closed {
      @IsOptional() @IsString() name?: string;
    }
    expect(made(Closed, { name: 'ada' })).toEqual({});
  });
});

describe('groups', () => {
  it('are shared when one of those chosen is', () => {
    class Account {
      @Expose({ groups: ['admin', 'owner'] }) @IsOptional({ always: true }) @IsString({ always: true }) role?: string;
    }
    for (const groups of [['admin'], ['other', 'owner']]) expect(made(Account, { role: 'x' }, { groups })).toEqual({ role: 'x' });
    expect(made(Account, { role: 'x' }, { groups: ['other'] })).toEqual({});
    expect([plain(Account, { role: 'x' }, ['other', 'owner']), plain(Account, { role: 'x' }, ['other'])]).toEqual([{ role: 'x' }, {}]);
  });
});

describe('an exposed property without rules', () => {
  class Account {
    @IsString() id!: string;
    @Expose({ name: 'user_name' }) userName?: string;
  }

  it('is called by its own name where unknown ones are refused', async () => {
    const given = { id: 'a', user_name: 'ada' };
    expect(await failuresOf(argument('body', { type: Account }), { body: given }, { unknownProperties: 'reject' })).toEqual([
      'body.userName whitelistValidation',
    ]);
    expect(bind(argument('body', { type: Account }), { body: given }, { unknownProperties: 'allow' })).toEqual({
      id: 'a',
      userName: 'ada',
    });
  });

  it('that is a list of text is set, but to no list, when it is absent', () => {
    class Filter {
      @Expose() @IsOptional() tags?: string[];
    }
    expect(bind(argument('query', { type: Filter }), { query: '' })).toEqual({ tags: undefined });
  });
});

describe('@Type', () => {
  class Photo {
    @IsString() url!: string;
  }
  class Landscape extends Photo {
    @IsString() place!: string;
  }
  class Portrait extends Photo {
    @IsString() person!: string;
  }
  const discriminator = {
    property: 'kind',
    subTypes: [
      { name: 'landscape', value: Landscape },
      { name: 'portrait', value: Portrait },
    ],
  };
  class Album {
    @ValidateNested() @Type(() => Photo, { discriminator }) cover!: Photo;
    @ValidateNested({ each: true }) @Type(() => Photo, { discriminator, keepDiscriminatorProperty: true }) photos!: Photo[];
  }

  it('chooses a subtype by the discriminator, and leaves the body as it was', () => {
    const body = { cover: { kind: 'portrait', url: 'u', person: 'p' }, photos: [{ kind: 'landscape', url: 'u', place: 'x' }] };
    const album = made(Album, body) as Album;
    expect(album.cover).toBeInstanceOf(Portrait);
    expect(album.photos[0]).toBeInstanceOf(Landscape);
    expect(body.cover.kind).toBe('portrait');
  });

  it('uses the base type for an unknown subtype and checks what was chosen', async () => {
    const album = { cover: { kind: 'other', url: 'u' }, photos: [{ kind: 'landscape', url: 'u' }, null, 5] };
    expect(await failuresOf(argument('body', { type: Album }), { body: album })).toEqual([
      'body.photos.0.place isString',
      'body.photos.1 nestedValidation',
      'body.photos.2 nestedValidation',
    ]);
  });

  it('may depend on the object', () => {
    class Holder {
      @IsString() kind!: string;
      @ValidateNested() @Type((params) => (params!.object.kind === 'p' ? Portrait : Landscape)) photo!: Photo;
    }
    expect((made(Holder, { kind: 'p', photo: { url: 'u', person: 'x' } }) as Holder).photo).toBeInstanceOf(Portrait);
    expect((made(Holder, { kind: 'l', photo: { url: 'u', place: 'x' } }) as Holder).photo).toBeInstanceOf(Landscape);
  });

  it('converts JSON values as the library does, but never what a client could make throw', async () => {
    class Loose {
      @Type(() => Number) @IsNumber() count!: number;
      @Type(() => String) @IsString() name!: string;
      @Type(() => Date) @IsDate() at!: Date;
    }
    const body = { count: '5', name: 5, at: 0 };
    expect(made(Loose, body)).toEqual(plainToInstance(Loose, body));
    for (const hostile of [{ toString: 1 }, { valueOf: 1, toString: 1 }, { length: 1e9 }]) {
      expect(await failuresOf(argument('body', { type: Loose }), { body: { count: hostile, name: hostile, at: hostile } })).toEqual([
        'body.count isNumber',
        'body.name isString',
        'body.at isDate',
      ]);
    }
  });
});

describe('@Transform', () => {
  it('sees value, key, object, direction and options, after the type', () => {
    const seen: TransformFnParams[] = [];
    class Entry {
      @Type(() => Number)
      @Transform((params) => {
        seen.push(params);
        return params.value + 1;
      })
      @IsInt()
      count!: number;
    }
    expect(made(Entry, { count: '1' })).toEqual({ count: 2 });
    expect(seen).toEqual([
      { value: 1, key: 'count', obj: { count: '1' }, type: 0, options: expect.objectContaining({ exposeUnsetFields: true }) },
    ]);
  });

  it('runs in the order of the library, inherited ones first, and only in its direction and groups', () => {
    const add = (text: string, options = {}) => Transform(({ value }) => value + text, options);
    class Base {
      @add('a') @add('b') @IsString({ always: true }) name!: string;
    }
    class Derived extends Base {
      @add('c') @add('d', { toPlainOnly: true }) @add('e', { groups: ['g'] }) declare name: string;
    }
    expect(made(Derived, { name: '_' })).toEqual(plainToInstance(Derived, { name: '_' }));
    const options = { groups: ['g'] };
    expect(made(Derived, { name: '_' }, options)).toEqual(plainToInstance(Derived, { name: '_' }, options));
    expect(made(Derived, { name: '_' }, options)).toEqual({ name: '_abce' });
  });

  it('is not called for a missing value, unless that is exposed', () => {
    class Entry {
      @Transform(({ value }) => value ?? 'default') @IsOptional() a?: string;
      @Transform(({ value }) => value ?? 'default') @Expose() @IsOptional() b?: string;
    }
    expect(made(Entry, {})).toEqual({ b: 'default' });
  });

  it('fails the request with what it throws', () => {
    class Entry {
      @Transform(() => {
        throw new Error('broken transform');
      })
      @IsString()
      a!: string;
    }
    expect(() => made(Entry, { a: 'x' })).toThrow('broken transform');
  });
});

describe('the options that a transform sees', () => {
  it('are those of the library', () => {
    const seen: unknown[] = [];
    class Entry {
      @Transform(({ options, value }) => {
        seen.push(options);
        return value;
      })
      @IsString({ always: true })
      a!: string;
    }
    made(Entry, { a: 'x' });
    plainToInstance(Entry, { a: 'x' });
    expect(seen).toHaveLength(2);
    // It adds where it keeps what it has seen.
    expect(seen[1]).toMatchObject(seen[0] as object);
  });
});

describe('@Returns', () => {
  class Address {
    city!: string;
    @Exclude() secret?: string;
  }
  class User {
    id!: number;
    @Exclude() password!: string;
    @Expose({ name: 'user_name' }) userName!: string;
    @Expose({ groups: ['admin'] }) email!: string;
    @Transform(({ value }) => value.toUpperCase(), { toPlainOnly: true }) code!: string;
    @Type(() => Address) address?: Address;
    @Type(() => Address) others?: Address[];
    createdAt?: Date;
    @Expose()
    get label(): string {
      return `#${this.id}`;
    }
    @Expose() shout(): string {
      return `${this.userName}!`;
    }
  }
  const data = () => ({
    ...{ id: 1, password: 'secret', userName: 'ada', email: 'a@b.c', code: 'x', createdAt: new Date(0) },
    address: { city: 'Rome', secret: 'secret' },
    others: [{ city: 'Oslo', secret: 'secret' }],
  });
  const instance = () => Object.assign(new User(), data(), { address: Object.assign(new Address(), data().address) });

  it('serialises an instance as the library does, in every group', () => {
    for (const groups of [undefined, ['admin'], ['other']]) {
      const expected = instanceToPlain(instance(), groups ? { groups } : {});
      expect(plain(User, instance(), groups)).toEqual(expected);
    }
  });

  it('applies to plain objects, and to instances of other classes, what the declared class says', () => {
    class Entity {}
    for (const value of [data(), Object.assign(new Entity(), data())]) {
      const result = plain(User, value) as Record<string, unknown>;
      expect(JSON.stringify(result)).not.toContain('secret');
      expect(result).toMatchObject({
        id: 1,
        user_name: 'ada',
        code: 'X',
        label: '#1',
        address: { city: 'Rome' },
        others: [{ city: 'Oslo' }],
      });
      expect(result).not.toHaveProperty('email');
    }
  });

  it('honours a subclass of the declared class', () => {
    class Admin extends User {
      @Exclude() token = 'secret';
    }
    expect(JSON.stringify(plain(User, Object.assign(new Admin(), data())))).not.toContain('secret');
    class Team {
      @Type(() => User) lead!: User;
    }
    expect(JSON.stringify(plain(Team, { lead: Object.assign(new Admin(), data()) }))).not.toContain('secret');
  });

  it('honours what a base class says before a toJSON', () => {
    class Base {
      @Exclude() secret = 'secret';
    }
    class Entity extends Base {
      id = 1;
      toJSON() {
        return { id: this.id, secret: this.secret };
      }
    }
    expect(plain(Entity, new Entity())).toEqual({ id: 1 });
  });

  it('takes nested declared types from the compiler where @Type is missing', () => {
    class Holder {
      @Expose() address!: Address;
    }
    expect(plain(Holder, { address: { city: 'Rome', secret: 'x' } })).toEqual({ address: { city: 'Rome' } });
  });

  it('serialises lists, sets, maps and promises', async () => {
    class Holder {
      @Type(() => Address) set!: Set<Address>;
      @Type(() => Address) map!: Map<string, Address>;
      @Type(() => Address) lazy!: Promise<Address>;
    }
    const address = { city: 'Rome', secret: 'x' };
    const value = { set: new Set([address]), map: new Map([['k', address]]), lazy: Promise.resolve(Promise.resolve(address)) };
    const rome = { city: 'Rome' };
    expect(await plain(Holder, value)).toEqual({ set: [rome], map: { k: rome }, lazy: rome });
    expect(plain([Address], [address])).toEqual([rome]);
    expect(plain(Address, [address])).toEqual([rome]);
    await expect(plain(Address, Promise.resolve(address))).resolves.toEqual(rome);
    await expect(plain(Holder, { lazy: Promise.reject(new Error('lazy')) })).rejects.toThrow('lazy');
  });

  it('lets a class that excludes itself expose single properties', () => {
    @Exclude()
    class View {
      @Expose() id!: number;
      password!: string;
    }
    expect(plain(View, { id: 1, password: 'secret' })).toEqual({ id: 1 });
    expect(plain(View, Object.assign(new View(), { id: 1, password: 'secret' }))).toEqual({ id: 1 });
  });

  it('names the subtype that a discriminator stands for, without touching the value', () => {
    class Animal {}
    class Cat extends Animal {
      @Exclude() secret = 'x';
      name = 'tom';
    }
    class Zoo {
      @Type(() => Animal, { discriminator: { property: 'kind', subTypes: [{ name: 'cat', value: Cat }] } }) star!: Animal;
    }
    const zoo = Object.assign(new Zoo(), { star: new Cat() });
    expect(plain(Zoo, zoo)).toEqual({ star: { kind: 'cat', name: 'tom' } });
    expect(zoo.star).not.toHaveProperty('kind');
    expect(plain(Zoo, { star: { kind: 'cat', name: 'tom', secret: 'x' } })).toEqual({ star: { kind: 'cat', name: 'tom' } });
  });

  it('leaves to themselves values that say how they are serialised', () => {
    class Money {
      cents = 150;
      toJSON() {
        return '1.50';
      }
    }
    class Bill {
      total = new Money();
      link = new URL('https://example.com/');
      at = new Date(0);
    }
    expect(JSON.stringify(plain(Bill, new Bill()))).toBe('{"total":"1.50","link":"https://example.com/","at":"1970-01-01T00:00:00.000Z"}');
  });

  it('uses what a document of another class says of itself, with the declared rules', () => {
    class Document {
      internals = { password: 'secret' };
      toJSON() {
        return { id: 1, password: 'secret', code: 'x' };
      }
    }
    expect(plain(User, new Document())).toMatchObject({ id: 1, code: 'X' });
    expect(JSON.stringify(plain(User, new Document()))).not.toContain('secret');
  });

  it('passes nothing through as nothing', () => {
    expect([plain(User, null), plain(User, undefined), plain([User], null)]).toEqual([null, undefined, null]);
  });

  it('leaves bytes and streams alone', () => {
    async function* numbers() {
      yield 1;
    }
    for (const content of [new Uint8Array(2), new ArrayBuffer(2), numbers(), new Blob(['a'])]) expect(plain(User, content)).toBe(content);
  });

  it.each([
    [User, 'text'],
    [User, 5],
    [[User], { id: 1 }],
  ])('refuses with a 500 for the log what does not fit', (type, value) => {
    expect(() => plain(type, value)).toThrow(
      expect.objectContaining({ status: 500, expose: false, details: [expect.objectContaining({ path: 'response' })] }),
    );
  });
});
