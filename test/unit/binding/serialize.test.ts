import 'reflect-metadata';
import { Exclude, Expose, instanceToPlain, Transform, Type } from 'class-transformer';
import { IsString } from 'class-validator';
import { compileSerializer } from '../../../src/binding/compile-serializer.js';
import type { RequestContext } from '../../../src/http/request-context.js';

const plain = (type: unknown, value: unknown, groups?: string[]) => compileSerializer({ type, groups })(value, {} as RequestContext);

class Address {
  city!: string;
  @Exclude() secret?: string;
}

describe('a property with a @Type of the language', () => {
  class Order {
    @Type(() => String) id!: unknown;
    @Type(() => Number) total!: unknown;
    @Type(() => Boolean) paid!: unknown;
    @Type(() => Date) at!: unknown;
  }

  it('is answered as the library answers it', () => {
    for (const given of [
      { id: 5, total: '1.5', paid: 1, at: '2026-01-02' },
      { id: null, total: undefined, paid: null, at: null },
    ]) {
      const value = Object.assign(new Order(), given);
      expect(plain(Order, value)).toEqual(instanceToPlain(value));
    }
    expect(plain(Order, { id: 5, total: '1.5', paid: '', at: '2026-01-02' })).toEqual({
      ...{ id: '5', total: 1.5, paid: false, at: new Date('2026-01-02T00:00:00Z') },
    });
  });
});

describe('@Type on the way out', () => {
  it('without a function means the declared type', () => {
    class Holder {
      @Type() address!: Address;
      @Type() list!: Address[];
      @Type() id!: string;
    }
    const value = { address: { city: 'Rome', secret: 'x' }, list: [Object.assign(new Address(), { city: 'Oslo', secret: 'x' })], id: 5 };
    expect(plain(Holder, value)).toEqual({ address: { city: 'Rome' }, list: [{ city: 'Oslo' }], id: '5' });
  });

  it('may depend on the object', () => {
    class Open {
      secret!: string;
    }
    class Holder {
      isOpen!: boolean;
      @Type((params) => ((params!.object as Holder).isOpen && params!.property === 'inner' ? Open : Address)) inner!: object;
    }
    const inner = { city: 'Rome', secret: 'x' };
    expect(
      plain(
        [Holder],
        [
          { isOpen: true, inner },
          { isOpen: false, inner },
        ],
      ),
    ).toEqual([
      { isOpen: true, inner },
      { isOpen: false, inner: { city: 'Rome' } },
    ]);
  });
});

describe('what is inside a value', () => {
  it('keeps bytes, dates, numbers and functions of its own as they are', () => {
    class File {
      bytes = Buffer.from('text');
      raw = new Uint8Array([1]);
      at = new Date(0);
      size = 1n;
      read() {
        return 'never';
      }
      call = () => 'never';
    }
    const file = new File();
    const answered = plain(File, file) as Record<string, unknown>;
    expect(answered).toEqual({ bytes: file.bytes, raw: file.raw, at: file.at, size: 1n });
    expect([answered.bytes === file.bytes, answered.at === file.at]).toEqual([true, true]);
  });

  it('has no key that would reach a prototype', () => {
    const odd = JSON.parse('{"__proto__":{"admin":true},"constructor":"x","city":"Rome"}');
    class Holder {
      inner = odd;
      @Type(() => Address) address = odd;
    }
    const { inner, address } = plain(Holder, new Holder()) as Record<string, Record<string, unknown>>;
    expect(Object.entries(inner!)).toEqual([
      ['constructor', 'x'],
      ['city', 'Rome'],
    ]);
    expect(Object.entries(address!)).toEqual([['city', 'Rome']]);
    expect([inner!.admin, address!.admin]).toEqual([undefined, undefined]);
  });

  it('is null where it is null, in lists as well', () => {
    class Holder {
      @Type(() => Address) address = null;
      @Type(() => Address) list = [null, { city: 'Rome', secret: 'x' }, undefined];
    }
    expect(plain(Holder, new Holder())).toEqual({ address: null, list: [null, { city: 'Rome' }, undefined] });
  });

  it('may be empty, or without a prototype', () => {
    const bare = Object.assign(Object.create(null), { city: 'Rome', secret: 'x' });
    expect([plain([Address], []), plain(Address, bare)]).toEqual([[], { city: 'Rome' }]);
    class Holder {
      list = [];
      bare = bare;
    }
    expect(plain(Holder, new Holder())).toEqual({ list: [], bare: { city: 'Rome', secret: 'x' } });
  });

  it('is waited for however deep it is, and keeps its place', async () => {
    class Holder {
      first = Promise.resolve([Promise.resolve(1), { deep: new Promise((resolve) => setImmediate(resolve, Promise.resolve({ a: 1 }))) }]);
      second = 2;
    }
    const answered = await plain(Holder, new Holder());
    expect(JSON.stringify(answered)).toBe('{"first":[1,{"deep":{"a":1}}],"second":2}');
  });

  it('that rejects beside another one does not end the process', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    class Holder {
      first = Promise.reject(new Error('first'));
      second = Promise.reject(new Error('second'));
    }
    await expect(plain(Holder, new Holder())).rejects.toThrow('first');
    class Throwing {
      @Expose() first = Promise.reject(new Error('first'));
      @Expose()
      get second(): string {
        throw new Error('second');
      }
    }
    expect(() => plain(Throwing, new Throwing())).toThrow('second');
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('toJSON', () => {
  it('that gives the object itself, or another of its kind, goes on no longer than that', () => {
    class Itself {
      city = 'Rome';
      secret = 'x';
      toJSON() {
        return this;
      }
    }
    class Copying extends Itself {
      override toJSON(): this {
        return Object.assign(Object.create(Copying.prototype), this);
      }
    }
    expect(plain(Itself, new Itself())).toMatchObject({ city: 'Rome' });
    for (const value of [new Itself(), new Copying()]) expect(plain(Address, value)).toEqual({ city: 'Rome' });
  });

  it('may give nothing, or text', () => {
    for (const given of [null, undefined, 'Rome']) expect(plain(Address, { secret: 'x', toJSON: () => given })).toBe(given);
  });

  it('gives way to the rules of a class that has some', () => {
    class Ruled {
      city = 'Rome';
      @Exclude() secret = 'x';
      toJSON() {
        return { city: 'Oslo', secret: this.secret };
      }
    }
    expect(plain(Ruled, new Ruled())).toEqual({ city: 'Rome' });
    expect(plain(Address, new Ruled())).toEqual({ city: 'Oslo' });
  });
});

describe('the functions of a class', () => {
  class User {
    @IsString() name = 'ada';
    @Expose() greet() {
      return `hello ${this.name}`;
    }
    hide() {
      return 'never';
    }
    @Expose()
    @Transform(({ value, key, type, options, obj }) => [value, key, type, options.groups, (obj as User).name])
    seen = 1;
  }

  it('are called when they are exposed, with the right this', () => {
    expect(plain(User, new User())).toEqual({ name: 'ada', greet: 'hello ada', seen: [1, 'seen', 1, undefined, 'ada'] });
  });

  it('show transforms the groups', () => {
    class Grouped {
      @Transform(({ options }) => options.groups, { groups: ['admin'] }) seen = 1;
    }
    expect([plain(Grouped, new Grouped(), ['admin']), plain(Grouped, new Grouped())]).toEqual([{ seen: ['admin'] }, { seen: 1 }]);
  });
});

describe('a discriminator on the way out', () => {
  class Animal {
    name!: string;
  }
  class Cat extends Animal {
    @Exclude() secret = 'x';
  }
  class Dog extends Animal {
    @Exclude() chip = 'x';
  }
  const discriminator = {
    property: 'kind',
    subTypes: [
      { name: 'cat', value: Cat },
      { name: 'dog', value: Dog },
    ],
  };
  class Zoo {
    @Type(() => Animal, { discriminator }) all!: unknown[];
  }

  it('is that of each element, by its class before its property', () => {
    const dog = Object.assign(new Dog(), { name: 'rex', kind: 'cat' });
    expect(plain(Zoo, { all: [Object.assign(new Cat(), { name: 'tom' }), dog, { kind: 'dog', name: 'max', chip: 'x' }] })).toEqual({
      all: [
        { name: 'tom', kind: 'cat' },
        { name: 'rex', kind: 'dog' },
        { name: 'max', kind: 'dog' },
      ],
    });
  });

  it('leaves what is none of them to the base class', () => {
    expect(plain(Zoo, { all: [{ kind: 'fish', name: 'nemo' }, null] })).toEqual({ all: [{ kind: 'fish', name: 'nemo' }, null] });
  });
});

describe('a value that does not fit', () => {
  it('is said to be no object, or no list', () => {
    const refused = (type: unknown, value: unknown) => {
      try {
        return plain(type, value);
      } catch (error) {
        return (error as { details?: unknown }).details;
      }
    };
    const issue = (message: string) => [{ path: 'response', rule: 'nestedValidation', message }];
    expect(refused(Address, 'text')).toEqual(issue('response must be an object'));
    expect(refused([Address], { city: 'Rome' })).toEqual(issue('response must be a list'));
  });

  it('is refused when it comes late as well', async () => {
    await expect(plain([Address], Promise.resolve(5))).rejects.toMatchObject({ status: 500, expose: false });
  });
});
