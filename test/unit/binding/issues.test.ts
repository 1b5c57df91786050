import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import * as cv from 'class-validator';
import type { Constructor } from '../../../src/shared/constructor.js';
import { argument, bind, failuresOf, issuesOf } from './harness.js';

const body = (type: Constructor) => argument('body', { type });
const list = (type: Constructor) => argument('body', { type: [type] });

describe('a rule that stands twice on a property', () => {
  it('is one issue, with the message that the library keeps', async () => {
    class Code {
      @cv.Matches(/a/, { message: 'needs an a' }) @cv.Matches(/b/, { message: 'needs a b' }) it!: string;
      @cv.Matches(/a/, { message: 'needs an a' }) other!: string;
    }
    const [own] = cv.validateSync(Object.assign(new Code(), { it: 'x', other: 'a' }));
    expect((await issuesOf(body(Code), { body: { it: 'x', other: 'x' } })).map(({ path, message }) => [path, message])).toEqual([
      ['body.it', own!.constraints!.matches],
      ['body.other', 'needs an a'],
    ]);
  });
});

describe('a declared type beside rules', () => {
  it('is found missing for each property, and once for each', async () => {
    class Period {
      @cv.MinDate(new Date(0)) on!: Date;
      @cv.IsDate() from!: Date;
      @cv.Allow() until!: Date;
    }
    expect(await failuresOf(body(Period), { body: { from: 'x', until: 'y', on: 'z' } })).toEqual([
      'body.on minDate',
      'body.on isDate',
      'body.from isDate',
      'body.until isDate',
    ]);
  });
});

describe('fifty issues', () => {
  const counting = () => {
    class Entry {
      name!: string;
    }
    let calls = 0;
    const validate = () => {
      calls++;
      return false;
    };
    cv.registerDecorator({ name: 'isNever', target: Entry, propertyName: 'name', validator: { validate } });
    return { Entry, count: () => calls };
  };

  it('end the checking of a list of objects', async () => {
    const { Entry, count } = counting();
    expect(await issuesOf(list(Entry), { body: Array.from({ length: 60 }, () => ({ name: 'a' })) })).toHaveLength(50);
    expect(count()).toBe(50);
  });

  it('end the checking of nested objects', async () => {
    const { Entry, count } = counting();
    class Outer {
      @cv.ValidateNested({ each: true }) @Type(() => Entry) entries!: object[];
    }
    expect(await issuesOf(body(Outer), { body: { entries: Array.from({ length: 60 }, () => ({ name: 'a' })) } })).toHaveLength(50);
    expect(count()).toBe(50);
  });

  it('end the making of a list of objects', async () => {
    let made = 0;
    class Entry {
      @cv.IsString() name!: string;
      constructor() {
        made++;
      }
    }
    expect(await issuesOf(list(Entry), { body: Array.from({ length: 60 }, () => ({})) })).toHaveLength(50);
    expect(made).toBe(50);
  });

  it('end the checking of a list that holds no objects', async () => {
    let asked = 0;
    const message = () => {
      asked++;
      return 'is no object';
    };
    class Outer {
      @cv.ValidateNested({ each: true, message }) @Type(() => Outer) entries!: Outer[];
    }
    expect(await issuesOf(body(Outer), { body: { entries: Array.from({ length: 60 }, () => 1) } })).toHaveLength(50);
    expect(asked).toBe(50);
  });

  it('end the checking of the properties of one object', async () => {
    class Wide {}
    const calls: string[] = [];
    for (let at = 0; at < 60; at++) {
      const validate = (_: unknown, args?: cv.ValidationArguments) => {
        calls.push(args!.property);
        return false;
      };
      cv.registerDecorator({ name: 'isNever', target: Wide, propertyName: `p${at}`, validator: { validate } });
    }
    expect(await issuesOf(body(Wide), { body: {} })).toHaveLength(50);
    expect(calls).toHaveLength(50);
  });

  it('end the checking of a list of dates, however long', async () => {
    let seen = 0;
    class Days {
      #given: Date[] = [];
      @cv.IsArray()
      @Type(() => Date)
      get days(): Date[] {
        const given = this.#given;
        const days = [...given];
        days[Symbol.iterator] = function* (): ArrayIterator<Date> {
          for (const day of given) {
            seen++;
            yield day;
          }
        };
        return days;
      }
      set days(days: Date[]) {
        this.#given = days;
      }
    }
    const days = Array.from({ length: 1000 }, (_, index) => (index === 3 ? '2026-01-02' : 'x'));
    const failures = await failuresOf(body(Days), { body: { days } });
    expect([failures.length, failures[0], failures[3], failures[49]]).toEqual([
      50,
      'body.days.0 isDate',
      'body.days.4 isDate',
      'body.days.50 isDate',
    ]);
    expect(seen).toBeLessThan(60);
  });

  it('are what is left of more, where some come late', async () => {
    class Late {
      name!: string;
    }
    cv.registerDecorator({ name: 'isFree', target: Late, propertyName: 'name', validator: { validate: async () => false } });
    const failures = await failuresOf(list(Late), { body: Array.from({ length: 60 }, () => ({ name: 'a' })) });
    expect([failures.length, failures[49]]).toEqual([50, 'body.49.name isFree']);
  });
});

describe('unknown properties in issues', () => {
  class Closed {
    @cv.IsString() name = '';
  }
  const unknown = async (names: string[]) =>
    (await issuesOf(body(Closed), { body: Object.fromEntries(names.map((name) => [name, 1])) }, { unknownProperties: 'reject' })).map(
      ({ path }) => path.slice('body.'.length),
    );

  it('have names of up to 64 characters', async () => {
    expect(await unknown(['x'.repeat(64), 'y'.repeat(65)])).toEqual(['x'.repeat(64), `${'y'.repeat(64)}…`]);
  });

  it('are fewer the longer their names are', async () => {
    const names = (length: number) => Array.from({ length: 100 }, (_, index) => String(index).padEnd(length, 'x'));
    expect([(await unknown(names(64))).length, (await unknown(names(4))).length]).toEqual([12, 31]);
  });

  it('of several objects share one answer', async () => {
    const entries = Array.from({ length: 40 }, () => ({ other: 1 }));
    const issues = await issuesOf(list(Closed), { body: entries }, { unknownProperties: 'reject' });
    expect([issues.length, issues.at(-1)!.path]).toEqual([30, 'body.29.other']);
  });
});

describe('the value of a promise', () => {
  class Inner {
    @cv.IsInt() size!: number;
  }
  class Later {
    @cv.ValidatePromise()
    @cv.ValidateNested()
    @Type(() => Inner)
    @Transform(({ value }) => Promise.resolve(value))
    inner!: Promise<Inner>;
    @cv.ValidatePromise() @Transform(({ value }) => Promise.resolve(value)) name!: Promise<string>;
  }
  cv.registerDecorator({
    name: 'isFree',
    target: Later,
    propertyName: 'name',
    validator: {
      validate: (value) => new Promise((resolve) => setImmediate(resolve, value !== 'taken')),
      defaultMessage: () => '$property is taken',
    },
  });

  it('is checked by asynchronous rules, and has issues with its whole path', async () => {
    const given = [
      { inner: { size: 1 }, name: 'free' },
      { inner: { size: 'x' }, name: 'taken' },
    ];
    expect(await issuesOf(list(Later), { body: given })).toEqual([
      { path: 'body.1.inner.size', rule: 'isInt', message: 'size must be an integer number' },
      { path: 'body.1.name', rule: 'isFree', message: 'name is taken' },
    ]);
    await expect(bind(list(Later), { body: given.slice(0, 1) })).resolves.toHaveLength(1);
  });
});
