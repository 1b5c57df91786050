import { IsInt, IsOptional, IsString } from 'class-validator';
import fc from 'fast-check';
import {
  All,
  type App,
  Body,
  Controller,
  Cookies,
  createApp,
  Get,
  Header,
  Param,
  Post,
  Query,
  type RequestContext,
  UnsupportedEventError,
} from '../../src/index.js';
import { lambdaContext } from '../../src/testing/index.js';
import { EVERY_SOURCE } from '../behaviour/support/every-source.js';
import { eventOf } from '../behaviour/support/raw-events.js';
import { silentLogger } from '../behaviour/support/silent-logger.js';

class Draft {
  @IsString() declare title: string;
  @IsOptional() @IsInt() declare count?: number;
}
class Page {
  @IsOptional() @IsInt() declare page?: number;
}
class Jar {
  @IsOptional() @IsString() declare session?: string;
}

@Controller()
class Api {
  @Get('/items/:id') read(@Param('id') id: number, @Query() page: Page, @Header('x-a') a: string, @Cookies() jar: Jar) {
    return { id, page, a, jar };
  }
  @Post('/items') create(@Body() draft: Draft) {
    return draft;
  }
  @All('/*rest') all(ctx: RequestContext) {
    const { body, headers, query, cookies, params, path, clientIp, requestId } = ctx;
    return {
      all: [[...headers], [...query], [...cookies], params, path, clientIp ?? null, requestId],
      text: body.text(),
      url: /^[A-Z]+$/.test(ctx.method) && !/^(TRACE|TRACK|CONNECT)$/.test(ctx.method) ? urlOf(ctx) : null,
    };
  }
}

/** A web `Request` has none of the methods that the fetch standard refuses. */
function urlOf({ method, req }: { readonly method: string; readonly req: Request }): string {
  expect(method).toBe(req.method);
  return req.url;
}

const app = createApp({ controllers: [Api], logger: silentLogger });

const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '/',
    '//',
    '/items',
    '/items/7',
    '/items/%zz',
    '/%00',
    '/..',
    '%',
    '\0',
    '\r\n',
    '__proto__',
    'constructor',
    '\ud800',
    '{"title":"x"}',
    '{"__proto__":1}',
    'e30=',
    'application/json',
    'a=1; b=2',
    'GET',
    'POST',
    'post',
    'TRACE',
    '$default',
  ),
);
const nastyMember: fc.Arbitrary<unknown> = fc.oneof<fc.Arbitrary<unknown>[]>(
  nastyText,
  fc.constant(null),
  fc.array(nastyText, { maxLength: 2 }),
);
const nastyValue: fc.Arbitrary<unknown> = fc.oneof<fc.Arbitrary<unknown>[]>(
  nastyText,
  fc.constantFrom<unknown>(null, undefined, true, false, 0, -1, Number.NaN, 1e308),
  fc.array(nastyMember, { maxLength: 3 }),
  fc.dictionary(nastyText, nastyMember, { maxKeys: 4 }),
);

/** Every field of an event by its path, two levels deep. */
function fieldsOf(event: Record<string, unknown>): string[][] {
  return Object.entries(event).flatMap(([name, value]) => [
    [name],
    ...(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).map((inner) => [name, inner]) : []),
  ]);
}

function withField(event: Record<string, unknown>, [name, inner]: readonly string[], value: unknown): Record<string, unknown> {
  if (inner === undefined) return { ...event, [name!]: value };
  return { ...event, [name!]: { ...(event[name!] as object), [inner]: value } };
}

/** A result that any gateway takes, or the one coded rejection. */
async function outcomeOf(target: App, event: unknown): Promise<number> {
  let result: unknown;
  try {
    result = await target.handler(event, lambdaContext());
  } catch (error) {
    if (UnsupportedEventError.is(error)) return 0;
    throw error;
  }
  const { statusCode, body, headers, multiValueHeaders, isBase64Encoded } = result as Record<string, unknown>;
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  expect([typeof statusCode, typeof body, typeof isBase64Encoded]).toEqual(['number', 'string', 'boolean']);
  const values = [...Object.values((headers ?? {}) as object), ...Object.values((multiValueHeaders ?? {}) as object).flat()] as unknown[];
  expect(values.every((value) => typeof value === 'string' && !/[\0\r\n]/.test(value))).toBe(true);
  return statusCode as number;
}

describe.each(EVERY_SOURCE)('an event of $name with anything in any of its fields', (source) => {
  it('is answered, or rejected with a code; a server error it is never', async () => {
    const events = [
      eventOf(source, { path: '/items/7?page=1', headers: { 'x-a': '1' }, cookies: ['session=1'] }),
      eventOf(source, { method: 'POST', path: '/items', body: { title: 'x', count: 1 } }),
      eventOf(source, { method: 'PUT', path: '/else/where', body: 'text' }),
    ];
    const own = Reflect.ownKeys(Object.prototype);
    const mutation = fc.constantFrom(...events).chain((event) =>
      fc.record({
        event: fc.constant(event),
        changes: fc.array(fc.tuple(fc.constantFrom(...fieldsOf(event)), nastyValue), { minLength: 1, maxLength: 4 }),
      }),
    );
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(mutation, async ({ event, changes }) => {
        const changed = changes.reduce((before, [field, value]) => withField(before, field, value), event);
        const status = await outcomeOf(app, changed);
        expect(status).toBeLessThan(500);
        statuses.add(status);
      }),
      { numRuns: 1500, seed: 20260101 },
    );
    // The run has reached what it was meant to reach.
    for (const status of [0, 200, 400]) expect(statuses).toContain(status);
    expect(Reflect.ownKeys(Object.prototype)).toEqual(own);
  });
});

it('whatever else a handler is given is rejected with a code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything({ maxDepth: 3, withNullPrototype: true }), async (event) => {
      expect(await outcomeOf(app, event)).toBe(0);
    }),
    { numRuns: 1000, seed: 20260101 },
  );
});
