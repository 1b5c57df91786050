import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import * as cv from 'class-validator';
import type { Constructor } from '../../../src/shared/constructor.js';
import { argument, bind, failuresOf, issuesOf } from './harness.js';

enum Level {
  Low,
  High,
}
enum Sort {
  Up = 'up',
  Down = 'down',
}

const body = (type: Constructor) => argument('body', { type });
const query = (type: Constructor) => argument('query', { type });
const fromBody = <T extends object>(type: Constructor<T>, given: unknown) => bind(body(type), { body: given }) as T;
const fromQuery = <T extends object>(type: Constructor<T>, given: string) => bind(query(type), { query: given }) as T;

describe('whole numbers beyond 2^53 in a DTO', () => {
  class Account {
    @cv.IsOptional() balance?: bigint;
    @cv.IsOptional() @cv.IsNumberString() text?: bigint;
  }

  it('are made from digits and exact numbers of JSON', async () => {
    expect(fromBody(Account, { balance: '9007199254740993' }).balance).toBe(9007199254740993n);
    expect(fromBody(Account, { balance: 12 }).balance).toBe(12n);
    for (const balance of [1.5, 'x', true, []])
      expect(await failuresOf(body(Account), { body: { balance } })).toEqual(['body.balance isBigInt']);
  });

  it('are made from text', async () => {
    expect(fromQuery(Account, 'balance=12').balance).toBe(12n);
    expect(await issuesOf(query(Account), { query: 'balance=1.5' })).toEqual([
      { path: 'query.balance', rule: 'isBigInt', message: 'balance must be a whole number' },
    ]);
  });

  it('stay text in JSON for a rule that wants text', () => expect(fromBody(Account, { text: '12' }).text).toBe('12'));
});

describe('an enum in a DTO', () => {
  class Filter {
    @cv.IsOptional() @cv.IsEnum(Sort) sort?: Sort;
    @cv.IsOptional() @cv.IsEnum(Level) level?: Level | null;
    @cv.IsOptional() @cv.IsEnum(Level, { each: true }) levels?: Level[];
  }

  it('of numbers is read from text where the compiler says no type, and in lists', () => {
    expect(fromQuery(Filter, 'level=1&levels=0&levels=1')).toEqual({ level: 1, levels: [0, 1] });
    expect(fromQuery(Filter, 'levels=1')).toEqual({ levels: [1] });
  });

  it('is refused with the message of the library', async () => {
    const own = cv.validateSync(Object.assign(new Filter(), { sort: 'sideways', level: 'top' }));
    expect(await issuesOf(query(Filter), { query: 'sort=sideways&level=top' })).toEqual(
      own.map(({ property, constraints }) => ({ path: `query.${property}`, rule: 'isEnum', message: constraints!.isEnum })),
    );
  });
});

describe('a property whose type nobody says', () => {
  function IsAdmin(): PropertyDecorator {
    return (target, propertyName) =>
      cv.registerDecorator({
        name: 'isAdmin',
        target: target.constructor,
        propertyName: propertyName as string,
        validator: { validate: () => true },
      });
  }
  class Search {
    @cv.IsOptional() @cv.MinLength(1) @cv.MaxLength(9) id?: string | number;
    @cv.IsOptional() @IsAdmin() admin?: string | number;
    @cv.IsOptional() @cv.Min(1) least?: number | null;
    @cv.IsOptional() @cv.Max(9) most?: number | null;
    @cv.IsOptional() @cv.IsPositive() positive?: number | null;
  }

  it('becomes a number for rules about numbers, and for no others', () => {
    expect(fromQuery(Search, 'id=5&admin=5&least=5&most=5&positive=5')).toEqual({ id: '5', admin: '5', least: 5, most: 5, positive: 5 });
  });
});

describe('a collection in a DTO', () => {
  class Tags extends Array<string> {}
  class Holder {
    @cv.IsOptional() @Type(() => Number) ids?: Set<number>;
    @cv.IsOptional() @Type(() => String) tags?: Tags;
    @cv.IsOptional() @Type(() => String) map?: Map<string, string>;
    @cv.IsOptional() @cv.IsNumber() @Type(() => Number) one?: number;
  }

  it('is a set of text that is given once or more often', async () => {
    expect(fromQuery(Holder, 'ids=1').ids).toEqual(new Set([1]));
    expect(fromQuery(Holder, 'ids=1&ids=2&ids=1').ids).toEqual(new Set([1, 2]));
    expect(await failuresOf(query(Holder), { query: 'ids=1&ids=x' })).toEqual(['query.ids.1 isNumber']);
  });

  it("is a list class of the app's own", () => {
    const { tags } = fromBody(Holder, { tags: ['a', 'b'] });
    expect(tags).toBeInstanceOf(Tags);
    expect([...tags!]).toEqual(['a', 'b']);
  });

  it('may be null', () => expect(fromBody(Holder, { ids: null, tags: null, map: null })).toEqual({ ids: null, tags: null, map: null }));

  it('is refused where one value is declared', async () => {
    expect(await failuresOf(body(Holder), { body: { one: [1] } })).toEqual(['body.one isNumber']);
  });
});

describe('@Type', () => {
  it('without a function means the declared type', async () => {
    class Page {
      @cv.IsOptional() @Type() size?: number;
      @cv.IsOptional() @cv.IsDate() @Type() at?: Date;
    }
    expect(fromQuery(Page, 'size=5')).toEqual({ size: 5 });
    expect(await failuresOf(query(Page), { query: 'size=x' })).toEqual(['query.size isNumber']);
    expect(fromBody(Page, { at: '2026-01-02' })).toEqual({ at: new Date('2026-01-02T00:00:00Z') });
  });

  it('makes of JSON values what the library makes of them', () => {
    class Loose {
      @cv.Allow() @Type(() => Boolean) flag!: boolean;
      @cv.Allow() @Type(() => Buffer) bytes!: Buffer;
      @cv.Allow() @Type(() => Date) at!: Date;
    }
    for (const given of [
      { flag: 'no', bytes: 'text', at: 'Jan 2, 2026 10:00' },
      { flag: 0, bytes: null, at: 1767312000000 },
    ]) {
      expect(fromBody(Loose, given)).toEqual(plainToInstance(Loose, given));
    }
    expect(fromBody(Loose, { flag: 1, bytes: 'text' })).toEqual({ flag: true, bytes: Buffer.from('text') });
    // The library throws here.
    expect(fromBody(Loose, { bytes: 5 })).toEqual({ bytes: 5 });
  });

  it('keeps the discriminator only if it is told to, as the library does', () => {
    class Shape {
      @cv.IsOptional() @cv.IsString() kind?: string;
    }
    class Circle extends Shape {
      @cv.IsInt() radius!: number;
    }
    const discriminator = { property: 'kind', subTypes: [{ name: 'circle', value: Circle }] };
    class Drawing {
      @cv.ValidateNested() @Type(() => Shape, { discriminator }) plain!: Shape;
      @cv.ValidateNested() @Type(() => Shape, { discriminator, keepDiscriminatorProperty: true }) kept!: Shape;
    }
    // The library takes it out of what it is given.
    const given = () => ({ plain: { kind: 'circle', radius: 1 }, kept: { kind: 'circle', radius: 1 } });
    const drawing = fromBody(Drawing, given());
    expect([drawing.plain, drawing.kept]).toEqual([{ radius: 1 }, { kind: 'circle', radius: 1 }]);
    expect(drawing).toEqual(plainToInstance(Drawing, given()));
  });
});

describe('an object in a DTO', () => {
  class Inner {
    @cv.IsString() name!: string;
  }
  class Outer {
    @cv.IsObject() inner!: Inner;
  }

  it('that is no decorator calls nested is taken as it is', () => {
    expect(Object.getPrototypeOf(fromBody(Outer, { inner: { name: 5, more: 1 } }).inner)).toBe(Object.prototype);
  });
});
