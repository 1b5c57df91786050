import { Type } from 'class-transformer';
import { ArrayMaxSize, IsDefined, IsInt, IsOptional, IsString, Length, Matches, ValidateBy, ValidateNested } from 'class-validator';
import { Body, ConfigurationError, type Constructor, Controller, createApp, Get, Post, Query } from '../../src/index.js';
import { silentLogger } from '../behaviour/support/silent-logger.js';
import { failuresIn, posterOf, type Refusal, SOURCES, shortestOf } from './bodies-post.js';

class Address {
  @IsString() declare city: string;
}

class Item {
  @IsInt() declare sku: number;
}

class Order {
  @IsString() declare name: string;
  @IsDefined() @ValidateNested() declare address: Address;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Item) @ArrayMaxSize(100) declare items?: Item[];
}

class Profile {
  @IsOptional() @IsString() declare name?: string;
}

class Hostile {
  @IsString() @Length(100, 200) @Matches(/^secret-expression$/) declare text: string;
  @IsInt() declare count: number;
}

class Fragile {
  @ValidateBy({ name: 'explodes', validator: { validate: () => raise('secret: it throws') } }) declare value: string;
}

class FragileLater {
  @ValidateBy({ name: 'rejects', validator: { validate: () => Promise.reject(new Error('secret: it rejects')) } }) declare value: string;
}

class Unbuildable {
  @IsString() declare text: string;
  constructor() {
    raise('secret: it cannot be built');
  }
}

function raise(message: string): never {
  throw new Error(message);
}

let reached = 0;

@Controller()
class Arguments {
  @Post('/order') order(@Body() order: Order) {
    reached++;
    return { isOrder: order instanceof Order, isAddress: order.address instanceof Address };
  }
  @Post('/profile') profile(@Body() profile: Profile) {
    reached++;
    return { ...profile };
  }
  @Get('/profile') search(@Query() profile: Profile) {
    return { ...profile };
  }
  @Post('/hostile') hostile(@Body() hostile: Hostile) {
    return hostile;
  }
  @Post('/fragile') fragile(@Body() fragile: Fragile) {
    reached++;
    return fragile;
  }
  @Post('/fragile-later') fragileLater(@Body() fragile: FragileLater) {
    reached++;
    return fragile;
  }
  @Post('/unbuildable') unbuildable(@Body() dto: Unbuildable) {
    reached++;
    return dto;
  }
}

describe.each(SOURCES)('a hostile argument through $name', (source) => {
  const { post, get, records } = posterOf(source, [Arguments]);
  const closed = posterOf(source, [Arguments], { validation: { unknownProperties: 'reject' } });

  beforeEach(() => {
    reached = 0;
  });

  describe('where an object is declared', () => {
    it.each(['[]', '[{"name":"x"}]', 'null', '"text"', '1', '0', 'true', 'false'])('is a 400 on the body itself as %s', async (body) => {
      for (const path of ['/order', '/profile']) {
        const answer = await post(path, body);
        expect([answer.status, failuresIn(answer)]).toEqual([400, ['body nestedValidation']]);
        expect(answer.json<Refusal>()).toMatchObject({ statusCode: 400, error: 'RequestValidationError', message: 'Validation failed' });
      }
      expect(reached).toBe(0);
    });

    it.each([[], [[]], [{}], [{ city: 'Rome' }], null, 'Rome', 5, true])('is a 400 on the nested one as %j', async (address) => {
      const answer = await post('/order', { name: 'x', address });
      const rules = address === null ? ['body.address isDefined', 'body.address nestedValidation'] : ['body.address nestedValidation'];
      expect([answer.status, failuresIn(answer)]).toEqual([400, rules]);
    });

    it('is a 400 when the nested one is missing', async () => {
      const answer = await post('/order', { name: 'x' });
      expect([answer.status, failuresIn(answer)]).toEqual([400, ['body.address isDefined']]);
    });

    it('is a real instance, nested too, when it fits', async () => {
      expect((await post('/order', { name: 'x', address: { city: 'Rome' } })).json()).toEqual({ isOrder: true, isAddress: true });
    });
  });

  describe('where a list is declared', () => {
    it.each([{ length: 1e9 }, { length: 1e9, 0: { sku: 1 } }, 'x', 1e9])('is a 400 as %j, at once', async (items) => {
      const body = { name: 'x', address: { city: 'Rome' }, items };
      const answer = await post('/order', body);
      expect(answer.status).toBe(400);
      expect(failuresIn(answer)).toContain('body.items nestedValidation');
      expect(await shortestOf(10, () => post('/order', body))).toBeLessThan(5);
    });

    it.each([[[[]]], [[[{ sku: 1 }]]], [[null]], [['x']], [[{ sku: 1 }, 7]]])(
      'is a 400 with elements that are no objects: %j',
      async (items) => {
        const answer = await post('/order', { name: 'x', address: { city: 'Rome' }, items });
        expect(failuresIn(answer)).toEqual([`body.items.${items.length - 1} nestedValidation`]);
      },
    );
  });

  describe('with properties that nobody declared', () => {
    it('is stripped of them by default, and refused by name where the app says so', async () => {
      expect((await post('/profile', { name: 'x', isAdmin: true })).json()).toEqual({ name: 'x' });
      const answer = await closed.post('/profile', { name: 'x', isAdmin: true });
      expect([answer.status, answer.json<Refusal>().details]).toEqual([
        400,
        [{ path: 'body.isAdmin', rule: 'whitelistValidation', message: 'property isAdmin should not exist' }],
      ]);
      expect(failuresIn(await closed.get('/profile', 'name=x&isAdmin=1'))).toEqual(['query.isAdmin whitelistValidation']);
    });

    it.each([
      ['the names of attributes', (index: number) => `unknown${index}`],
      ['long names', (index: number) => `${index}${'x'.repeat(15)}`],
    ])('is answered in less than 4 KB and 50 ms when there are 40,000 of them: %s', async (_, name) => {
      const many = posterOf(source, [Arguments], {
        validation: { unknownProperties: 'reject' },
        limits: { objectKeys: 100_000, bodyBytes: 5_000_000 },
      });
      const body = JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (__, index) => [name(index), 1])));
      const answer = await many.post('/profile', body);
      expect([answer.status, failuresIn(answer)[0]]).toEqual([400, `body.${name(0)} whitelistValidation`]);
      expect(answer.bytes().length).toBeLessThan(4096);
      expect(await shortestOf(8, () => many.post('/profile', body))).toBeLessThan(50);
    });

    it('is refused by default when there are 40,000 of them, in a line', async () => {
      const body = JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`k${index}`, 1])));
      expect((await closed.post('/profile', body)).json<Refusal>().message).toBe('An object of the body has more than 1000 keys');
    });

    it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineSetter__', 'prototype'])(
      'is refused with %s like with any other, and never shadows it when stripped',
      async (key) => {
        expect(failuresIn(await closed.post('/profile', { [key]: 'x' }))).toEqual([`body.${key} whitelistValidation`]);
        expect(failuresIn(await closed.get('/profile', `${key}=x`))).toEqual([`query.${key} whitelistValidation`]);
        expect((await post('/profile', { name: 'x', [key]: { call: 1 } })).json()).toEqual({ name: 'x' });
      },
    );
  });

  describe('whose own code fails', () => {
    it.each([
      ['/fragile', 'it throws'],
      ['/fragile-later', 'it rejects'],
      ['/unbuildable', 'it cannot be built'],
    ])('is a 500 with one line in the log, never valid: %s', async (path, why) => {
      const from = records.length;
      const answer = await post(path, { value: 'x', text: 'x' });
      expect([answer.status, answer.json()]).toEqual([
        500,
        { statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error', requestId: expect.any(String) },
      ]);
      expect(answer.text()).not.toContain('secret');
      const errors = records.slice(from).filter(({ level }) => level === 'error');
      expect(errors).toHaveLength(1);
      expect(JSON.stringify(errors[0]!.fields, (_, value) => (value instanceof Error ? value.stack : value))).toContain(why);
      expect(reached).toBe(0);
      expect((await post('/profile', { name: 'next' })).json()).toEqual({ name: 'next' });
    });
  });

  it('is refused without its values, and without the expressions of rules', async () => {
    const values = { text: 'hunter2-password', count: 'hunter2-count', more: 'hunter2-more' };
    for (const client of [{ post }, closed]) {
      const answer = await client.post('/hostile', values);
      expect(failuresIn(answer)).toEqual(expect.arrayContaining(['body.text isLength', 'body.text matches', 'body.count isInt']));
      expect(JSON.stringify([answer.headers, answer.text()])).not.toMatch(/hunter2|secret-expression/);
    }
    const answer = await get('/profile', 'name=a&name=hunter2');
    expect(answer.status).toBe(400);
    expect(answer.text()).not.toContain('hunter2');
  });
});

describe('at start-up, an argument', () => {
  /** What start-up says of a handler with one argument. */
  async function problemOf(decorate: ParameterDecorator, type: unknown) {
    class Sample {
      handle(value: unknown) {
        return value;
      }
    }
    decorate(Sample.prototype, 'handle', 0);
    Reflect.defineMetadata('design:paramtypes', [type], Sample.prototype, 'handle');
    Post('/x')(Sample.prototype, 'handle', Object.getOwnPropertyDescriptor(Sample.prototype, 'handle') as never);
    Controller()(Sample);
    const failure: unknown = await createApp({ controllers: [Sample as Constructor], logger: silentLogger })
      .ready()
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    return failure as ConfigurationError | undefined;
  }

  class NoRules {
    declare text: string;
  }
  class HoldsNoRules {
    @ValidateNested() @Type(() => NoRules) declare inner: NoRules;
  }
  class Untyped {
    @ValidateNested({ each: true }) declare items: Item[];
  }

  it.each([
    ['without rules', NoRules, 'no class-validator rules'],
    ['with a nested class without rules', HoldsNoRules, 'the class NoRules has no class-validator rules'],
    ['with a nested list of unknown type', Untyped, 'Untyped.items has @ValidateNested() but nothing says which class it holds'],
    ['of the type undefined', undefined, 'has no type'],
    ['of the type Object', Object, 'an interface, a union, unknown'],
    ['of the type String', String, 'has no rules'],
    ['of the type Array', Array, 'a list of unknown type'],
    ['of the type Map', Map, 'has no rules'],
  ])('that is a body %s is refused, with the place and the fix', async (_, type, message) => {
    const failure = await problemOf(Body() as ParameterDecorator, type);
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure!.problems).toEqual([
      expect.objectContaining({ className: 'Sample', member: 'handle', parameter: 0, fix: expect.stringMatching(/\w/) }),
    ]);
    expect(failure!.message).toContain(message);
  });

  it.each([
    ['undefined', undefined],
    ['Object', Object],
    ['String', String],
    ['a class without rules', NoRules],
  ])('that is a whole query of the type %s is refused', async (_, type) => {
    const failure = await problemOf(Query() as ParameterDecorator, type);
    expect(failure?.problems).toHaveLength(1);
  });

  it.each([undefined, Object, NoRules])('passes where it says that it is not validated: %p', async (type) => {
    expect(await problemOf(Body({ validate: false }) as ParameterDecorator, type)).toBeUndefined();
  });
});
