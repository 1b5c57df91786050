import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  registerDecorator,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import * as valibot from 'valibot';
import { z } from 'zod';
import { Body, Controller, Get, Post, Query, Returns } from '../../src/index.js';
import { failuresIn, type Issue, posterOf, type Refusal, SOURCES } from './bodies-post.js';

class City {
  @Expose() @IsString() declare name: string;
  @Exclude() declare mayor?: string;
}

@Exclude()
class Person {
  @Expose({ name: 'id' }) declare key: number;
  @Expose() @Length(2, 20) declare name: string;
  @Exclude() declare password?: string;
  @Expose({ groups: ['admin'] }) declare email?: string;
  @Expose() @Type(() => City) @ValidateNested() declare city?: City;
  @Expose() @Type(() => City) declare cities?: City[];
  @Expose() @Transform(({ value }) => value?.toISOString().slice(0, 10), { toPlainOnly: true }) declare born?: Date;
  @Expose() get initial() {
    return this.name?.[0];
  }
}

const rome = { name: 'Rome', mayor: 'secret' };
const row = {
  key: 7,
  name: 'Ann',
  password: 'secret',
  email: 'secret@x',
  city: rome,
  cities: [rome, rome],
  born: new Date(0),
  more: 'secret',
};
const shown = {
  id: 7,
  name: 'Ann',
  city: { name: 'Rome' },
  cities: [{ name: 'Rome' }, { name: 'Rome' }],
  born: '1970-01-01',
  initial: 'A',
};

/** A row as an instance, the way a store that maps to classes gives it. */
const instance = () => Object.assign(new Person(), { ...row, city: Object.assign(new City(), rome) });

@Controller('/returns')
class Answers {
  @Get('/plain') @Returns(Person) plain() {
    return row;
  }
  @Get('/instance') @Returns(Person) async instance() {
    return instance();
  }
  @Get('/list') @Returns([Person]) list() {
    return [instance(), instance()];
  }
  @Get('/admin') @Returns(Person, { groups: ['admin'] }) admin() {
    return instance();
  }
  @Get('/created') @Returns(Person, { status: 201 }) created() {
    return instance();
  }
  @Get('/none') @Returns(Person) none() {
    return undefined;
  }
  @Get('/null') @Returns(Person) null() {
    return null;
  }
  @Get('/wrong') @Returns([Person]) wrong() {
    return 'secret';
  }
  @Get('/schema') @Returns(z.object({ a: z.number() })) schema(@Query('v') v: number) {
    return { a: v === 1 ? 1 : 'secret', more: 'secret' };
  }
  @Get('/schemas') @Returns([valibot.object({ a: valibot.number() })]) schemas() {
    return [{ a: 1 }, { a: 2 }];
  }
}

/** Asks somewhere else whether a name is free. */
@ValidatorConstraint({ name: 'isFree', async: true })
class IsFree implements ValidatorConstraintInterface {
  async validate(value: unknown) {
    await new Promise((resolve) => setImmediate(resolve));
    return value !== 'taken';
  }
  defaultMessage() {
    return '$property is taken';
  }
}

function IsKnown() {
  return (target: object, propertyName: string) =>
    registerDecorator({
      name: 'isKnown',
      target: target.constructor,
      propertyName,
      validator: { validate: async (value: unknown) => value === 'known', defaultMessage: () => '$property is not known' },
    });
}

class Account {
  @IsString() @Validate(IsFree) declare name: string;
  @IsOptional() @IsKnown() declare referrer?: string;
}

class Step {
  @IsString({ groups: ['create'] }) declare name: string;
  @IsOptional({ always: true }) @IsInt({ groups: ['create', 'update'] }) declare size?: number;
  @IsOptional({ groups: ['update'] }) @IsIn(['on', 'off'], { groups: ['update'], message: 'state is on or off' }) declare state?: string;
}

@Controller()
class Accounts {
  @Post('/account') account(@Body() account: Account) {
    return { isAccount: account instanceof Account };
  }
  @Post('/accounts') accounts(@Body({ type: [Account] }) accounts: Account[], @Query('page') page: number) {
    return { count: accounts.length, page };
  }
  @Post('/create') create(@Body({ groups: ['create'] }) step: Step) {
    return { ...step };
  }
  @Post('/update') update(@Body({ groups: ['update'] }) step: Step) {
    return { ...step };
  }
  @Post('/schema') schema(@Body(z.object({ a: z.number() })) value: unknown) {
    return value;
  }
}

describe.each(SOURCES)('@Returns through $name', (source) => {
  const { get, records } = posterOf(source, [Answers]);

  it.each(['/plain', '/instance'])('shows what is exposed, hides what is excluded, nested and in lists: %s', async (path) => {
    expect((await get(`/returns${path}`)).json()).toEqual(shown);
  });

  it('serialises lists, chooses groups, sets a status, and leaves nothing as nothing', async () => {
    expect((await get('/returns/list')).json()).toEqual([shown, shown]);
    expect((await get('/returns/admin')).json()).toMatchObject({ email: 'secret@x' });
    expect((await get('/returns/created')).status).toBe(201);
    expect((await get('/returns/none')).status).toBe(204);
    expect((await get('/returns/null')).json()).toBeNull();
    for (const path of ['/plain', '/instance', '/list']) expect((await get(`/returns${path}`)).text()).not.toContain('secret');
  });

  it('validates by a schema, and answers what that gives', async () => {
    expect((await get('/returns/schema', 'v=1')).json()).toEqual({ a: 1 });
    expect((await get('/returns/schemas')).json()).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each(['/returns/wrong', '/returns/schema'])(
    'is a 500 where the value does not fit, whose issues only the log sees: %s',
    async (path) => {
      const from = records.length;
      const answer = await get(path);
      expect(answer.status).toBe(500);
      expect(answer.json<Refusal>().details).toBeUndefined();
      expect(answer.text()).not.toContain('secret');
      const errors = records.slice(from).filter(({ level }) => level === 'error');
      expect(errors).toHaveLength(1);
      const { error } = errors[0]!.fields as { error: { details: Issue[] } };
      expect(error.details).toEqual([expect.objectContaining({ path: expect.stringMatching(/^response/) })]);
    },
  );
});

describe.each(SOURCES)('validation through $name', (source) => {
  const { post } = posterOf(source, [Accounts]);

  it('waits for rules that are asynchronous, classes and decorators alike', async () => {
    expect((await post('/account', { name: 'free', referrer: 'known' })).json()).toEqual({ isAccount: true });
    expect((await post('/account', { name: 'taken', referrer: 'x' })).json<Refusal>().details).toEqual([
      { path: 'body.name', rule: 'isFree', message: 'name is taken' },
      { path: 'body.referrer', rule: 'isKnown', message: 'referrer is not known' },
    ]);
    expect(failuresIn(await post('/accounts', [{ name: 'free' }, { name: 'taken' }, { name: 5 }]))).toEqual([
      'body.1.name isFree',
      'body.2.name isString',
    ]);
  });

  it('chooses rules by groups', async () => {
    expect((await post('/create', { name: 'x', state: 'broken' })).json()).toEqual({ name: 'x' });
    expect(failuresIn(await post('/create', { size: 'x' }))).toEqual(['body.name isString', 'body.size isInt']);
    expect((await post('/update', { state: 'broken', size: 1 })).json<Refusal>().details).toEqual([
      { path: 'body.state', rule: 'isIn', message: 'state is on or off' },
    ]);
    expect((await post('/update', { state: 'on', size: 1 })).json()).toEqual({ size: 1, state: 'on' });
  });

  it('is a 422 where the app says so, and other refusals of a body keep their own status', async () => {
    const strict = posterOf(source, [Accounts], { validation: { status: 422 } });
    const answer = await strict.post('/create', {});
    expect([answer.status, answer.json()]).toEqual([
      422,
      {
        statusCode: 422,
        error: 'RequestValidationError',
        message: 'Validation failed',
        details: [{ path: 'body.name', rule: 'isString', message: 'name must be a string' }],
      },
    ]);
    expect((await strict.post('/create', '[]')).status).toBe(422);
    expect((await strict.post('/accounts', [], {})).status).toBe(200);
    expect((await strict.post('/create', '{')).status).toBe(400);
    expect((await strict.post('/create', '')).status).toBe(400);
    expect((await strict.post('/create', '{}', { type: 'text/plain' })).status).toBe(415);
  });

  it('has messages that the app may translate, for each request', async () => {
    const seen: Issue[] = [];
    const german = posterOf(source, [Accounts], {
      validation: {
        translate(issue, reqCtx) {
          seen.push(issue);
          const isGerman = reqCtx.headers.get('accept-language') === 'de';
          return isGerman && issue.rule === 'isString' ? `${issue.path.split('.').at(-1)}: Text erwartet` : undefined;
        },
      },
    });
    const messages = async (headers: Record<string, string>) =>
      (await german.post('/create', { size: 'x' }, { headers })).json<Refusal>().details?.map(({ message }) => message);
    expect(await messages({ 'accept-language': 'de' })).toEqual(['name: Text erwartet', 'size must be an integer number']);
    expect(await messages({})).toEqual(['name must be a string', 'size must be an integer number']);
    expect(seen[0]).toEqual({ path: 'body.name', rule: 'isString', message: 'name must be a string' });
    const schema = await german.post('/schema', { a: 'x' });
    expect(failuresIn(schema)).toEqual(['body.a schema']);
  });

  it('that fails in the translation is a 500, never an answer without its issues', async () => {
    const broken = posterOf(source, [Accounts], {
      validation: {
        translate() {
          throw new Error('no dictionary');
        },
      },
    });
    expect((await broken.post('/create', {})).status).toBe(500);
    expect(broken.records.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('names at most fifty issues, of all sources together', async () => {
    const many = await post('/accounts', Array(200).fill({ name: 5 }));
    expect(failuresIn(many)).toHaveLength(50);
    expect((await post('/accounts', Array(200).fill({ name: 'free' }))).json()).toEqual({ count: 200 });
  });
});
