import type { Context as AwsContext } from 'aws-lambda';
import { expectTypeOf } from 'expect-type';
import {
  All,
  type App,
  type AppOptions,
  Body,
  type Constructor,
  ContentType,
  type Context,
  Controller,
  Cookie,
  Cookies,
  type CookieValues,
  Ctx,
  composeMiddleware,
  createApp,
  createHandler,
  createParamDecorator,
  currentRequest,
  Delete,
  ErrorHandler,
  Event,
  type FormValues,
  Get,
  type Guard,
  type GuardLike,
  Head,
  Header,
  Headers,
  type HeaderValues,
  HttpCode,
  HttpError,
  HttpResponse,
  Inject,
  Injectable,
  Ip,
  LambdaContext,
  type Logger,
  MethodNotAllowed,
  type Middleware,
  type MiddlewareArguments,
  type MiddlewareLike,
  type MiddlewareResult,
  type ModuleOptions,
  NotFound,
  NotFoundError,
  Options,
  Param,
  Patch,
  Post,
  type Provider,
  Put,
  proxyResult,
  Query,
  type QueryValues,
  RawBody,
  Redirect,
  Req,
  type RequestContext,
  Res,
  type ResponseHeaders,
  Returns,
  Route,
  type RouteInfo,
  SetMetadata,
  type StandardSchemaV1,
  type Store,
  sse,
  type Token,
  token,
  UseGuards,
  UseMiddleware,
} from 'lambent';
import { z } from 'zod';

/** Types are checked by the compiler; what is in here never runs. */
function compiles(_check: (ctx: RequestContext) => unknown): void {}

describe('the types of an app', () => {
  it('are those of the contract', () => {
    expectTypeOf(createApp).parameters.toEqualTypeOf<[options: AppOptions]>();
    expectTypeOf(createApp).returns.toEqualTypeOf<App>();
    expectTypeOf(createHandler).returns.toEqualTypeOf<App['handler']>();
    expectTypeOf<Context>().toEqualTypeOf<AwsContext>();
    expectTypeOf<App['handler']>().toEqualTypeOf<(event: unknown, context: Context) => Promise<unknown>>();
    expectTypeOf<App['ready']>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<App['close']>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<App['routes']>().toEqualTypeOf<readonly RouteInfo[]>();
    expectTypeOf<RouteInfo>().toEqualTypeOf<{
      readonly method: string;
      readonly path: string;
      readonly controller: Constructor;
      readonly handler: string;
    }>();
    expectTypeOf<AppOptions>().toExtend<ModuleOptions>();
    expectTypeOf<AppOptions['trailingSlash']>().toEqualTypeOf<'ignore' | 'strict' | 'redirect' | undefined>();
    expectTypeOf<AppOptions['errorFormat']>().toEqualTypeOf<'json' | 'problem' | undefined>();
  });

  it('refuse options that mean nothing', () => {
    compiles(() => {
      // @ts-expect-error misspelt
      createApp({ controler: [] });
      // @ts-expect-error not a status of validation
      createApp({ validation: { status: 418 } });
      // @ts-expect-error instances are not classes
      createApp({ controllers: [{}] });
      // @ts-expect-error a number is no middleware
      createApp({ middleware: [7] });
    });
    expect(() => createApp({})).not.toThrow();
  });

  it('know what a token stands for', () => {
    abstract class Clock {
      abstract now(): number;
    }
    class SystemClock extends Clock {
      now() {
        return Date.now();
      }
    }
    const NAME = token<string>('name');
    const LIMIT = token<number>('limit');
    expectTypeOf(NAME).toExtend<Token<string>>();
    compiles(() => {
      const app = createApp({});
      expectTypeOf(app.resolve(NAME)).toEqualTypeOf<string>();
      expectTypeOf(app.resolve(LIMIT)).toEqualTypeOf<number>();
      expectTypeOf(app.resolve(Clock)).toEqualTypeOf<Clock>();
      expectTypeOf(app.resolve('text')).toBeUnknown();
    });
    const providers: Provider[] = [
      SystemClock,
      { provide: Clock, useClass: SystemClock },
      { provide: NAME, useValue: 'x' },
      { provide: LIMIT, useFactory: async (resolve) => resolve(NAME).length, inject: [NAME] },
      { provide: 'alias', useExisting: Clock },
    ];
    expect(providers).toHaveLength(5);
  });
});

describe('the types of the request context', () => {
  it('are those of the contract', () => {
    compiles(checkContext);
  });

  function checkContext(ctx: RequestContext): void {
    expectTypeOf(ctx.event).toBeUnknown();
    expectTypeOf(ctx.context).toEqualTypeOf<Context>();
    expectTypeOf(ctx.source).toEqualTypeOf<'rest-api' | 'http-api' | 'function-url' | 'alb' | 'vpc-lattice' | 'node-http'>();
    expectTypeOf(ctx.method).toBeString();
    expectTypeOf(ctx.path).toBeString();
    expectTypeOf(ctx.route).toEqualTypeOf<string | null>();
    expectTypeOf(ctx.params).toEqualTypeOf<Readonly<Record<string, string>>>();
    expectTypeOf(ctx.query).toEqualTypeOf<QueryValues>();
    expectTypeOf(ctx.headers).toEqualTypeOf<HeaderValues>();
    expectTypeOf(ctx.cookies).toEqualTypeOf<CookieValues>();
    expectTypeOf<QueryValues>().toExtend<Iterable<[string, string]>>();
    expectTypeOf<QueryValues['get']>().toEqualTypeOf<(name: string) => string | undefined>();
    expectTypeOf<QueryValues['getAll']>().toEqualTypeOf<(name: string) => string[]>();
    expectTypeOf<QueryValues['has']>().toEqualTypeOf<(name: string) => boolean>();
    expectTypeOf(ctx.body.text).returns.toBeString();
    expectTypeOf(ctx.body.json).returns.toBeUnknown();
    expectTypeOf(ctx.body.bytes).returns.toExtend<Uint8Array>();
    expectTypeOf(ctx.body.form).returns.toEqualTypeOf<Promise<FormValues>>();
    expectTypeOf(ctx.req).toEqualTypeOf<Request>();
    expectTypeOf(ctx.res).toEqualTypeOf<HttpResponse>();
    expectTypeOf(ctx.shared).toExtend<Store>();
    expectTypeOf(ctx.requestId).toBeString();
    expectTypeOf(ctx.clientIp).toEqualTypeOf<string | undefined>();
    expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(ctx.logger).toEqualTypeOf<Logger>();
    expectTypeOf(ctx.metadata).returns.toBeUnknown();
    expectTypeOf(currentRequest).returns.toEqualTypeOf<RequestContext | undefined>();
  }

  it('let a web Response be assigned, and nothing be changed that is read', () => {
    compiles((ctx) => {
      ctx.res = new Response('web');
      ctx.res = new HttpResponse('own');
      ctx.res.status = 201;
      // @ts-expect-error text is no response
      ctx.res = 'text';
      // @ts-expect-error read only
      ctx.path = '/other';
      // @ts-expect-error read only
      ctx.params.id = 'other';
      // @ts-expect-error read only
      ctx.query = undefined;
      ctx.onResponse((response) => {
        response.headers.set('x', 'y');
      });
      ctx.onResponse(async (response) => response.clone());
      // @ts-expect-error a hook gives a response or nothing
      ctx.onResponse(() => 'text');
    });
  });

  it('have a response like that of the web', () => {
    expectTypeOf<HttpResponse['status']>().toBeNumber();
    expectTypeOf<HttpResponse['ok']>().toBeBoolean();
    expectTypeOf<HttpResponse['headers']>().toEqualTypeOf<ResponseHeaders>();
    expectTypeOf<HttpResponse['body']>().toEqualTypeOf<ReadableStream<Uint8Array> | null>();
    expectTypeOf<HttpResponse['text']>().toEqualTypeOf<Response['text']>();
    expectTypeOf<HttpResponse['json']>().toExtend<Response['json']>();
    expectTypeOf<HttpResponse['arrayBuffer']>().toEqualTypeOf<Response['arrayBuffer']>();
    expectTypeOf<HttpResponse['clone']>().returns.toEqualTypeOf<HttpResponse>();
    expectTypeOf(HttpResponse.json).returns.toEqualTypeOf<HttpResponse>();
    expectTypeOf(HttpResponse.redirect).returns.toEqualTypeOf<HttpResponse>();
    expectTypeOf<ResponseHeaders['get']>().toEqualTypeOf<Response['headers']['get']>();
    expectTypeOf<ResponseHeaders['getSetCookie']>().returns.toEqualTypeOf<string[]>();
    expectTypeOf(proxyResult({ statusCode: 200 })).toEqualTypeOf<HttpResponse>();
    compiles(() =>
      sse(
        (async function* () {
          yield 'text';
          yield { data: { a: 1 }, event: 'tick', id: '1', retry: 100 };
        })(),
      ),
    );
  });
});

describe('the types of middleware, guards and handlers', () => {
  it('take functions, objects and classes of every usual form', () => {
    class Auditing {
      async use({ reqCtx, next }: MiddlewareArguments): Promise<MiddlewareResult> {
        reqCtx.set('a', 1);
        await next();
        return undefined;
      }
    }
    const middleware: MiddlewareLike[] = [
      async ({ next }) => {
        await next();
      },
      ({ next }) => next(),
      () => ({ any: 'value' }),
      () => new HttpResponse('x'),
      async () => new Response('x'),
      () => null,
      () => {},
      Auditing,
      new Auditing(),
    ];
    class Allowing {
      canActivate(reqCtx: RequestContext) {
        return reqCtx.method === 'GET';
      }
    }
    const guards: GuardLike[] = [() => true, async (reqCtx) => reqCtx.headers.has('x'), Allowing, new Allowing()];
    expectTypeOf<Parameters<Middleware>>().toEqualTypeOf<[args: MiddlewareArguments]>();
    expectTypeOf<MiddlewareArguments['next']>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<Guard>().toEqualTypeOf<(reqCtx: RequestContext) => boolean | Promise<boolean>>();
    expectTypeOf(composeMiddleware([async ({ next }) => next(), new Auditing(), Auditing])).toEqualTypeOf<Middleware>();
    expectTypeOf<Parameters<typeof composeMiddleware>[0]>().toEqualTypeOf<readonly MiddlewareLike[]>();
    compiles(() => {
      UseMiddleware(...middleware);
      UseGuards(...guards);
      // @ts-expect-error a class without use() is no middleware
      UseMiddleware(class {});
      // @ts-expect-error a guard says true or false
      const wrong: Guard = () => 'yes';
      return wrong;
    });
  });

  it('of a middleware written for another HTTP router of the ecosystem fit', () => {
    type Foreign = (args: {
      reqCtx: { res: { headers: { set(name: string, value: string): void } } };
      next: () => Promise<void>;
    }) => Promise<void>;
    const foreign: Foreign = async ({ reqCtx, next }) => {
      await next();
      reqCtx.res.headers.set('x-foreign', 'yes');
    };
    expectTypeOf(foreign).toExtend<Middleware>();
  });

  it('of decorators let every argument stand', () => {
    const schema = z.object({ a: z.string() });
    expectTypeOf(schema).toExtend<StandardSchemaV1>();
    const Tenant = createParamDecorator((_data: unknown, reqCtx) => {
      expectTypeOf(reqCtx).toEqualTypeOf<RequestContext>();
      return reqCtx.headers.get('x-tenant');
    });
    const Claim = createParamDecorator((name: string, reqCtx) => reqCtx.principal?.claims[name]);
    class Draft {}

    @Injectable({ scope: 'request' })
    class Service {
      constructor(@Inject('name') readonly name: string) {}
    }

    @Controller({ path: ['/a', '/b'] })
    @SetMetadata('key', { any: 'value' })
    class Everything {
      constructor(readonly service: Service) {}
      @Get()
      @Post(['/one', '/two'])
      @Put('/put')
      @Patch('/patch')
      @Delete('/delete')
      @Head('/head')
      @Options('/options')
      @All('/all')
      @Route(['PROPFIND', 'REPORT'], ['/x', '/y'])
      @HttpCode(201)
      @Header('x-a', 'b')
      @ContentType('text/csv')
      @Redirect('/elsewhere', 308)
      @Returns(Draft, { status: 200 })
      arguments(
        @Param('id') _id: string,
        @Param('number', { type: Number }) _number: number,
        @Query() _query: Draft,
        @Query('list', { type: [Number], default: [] }) _list: number[],
        @Query('page', schema) _page: z.infer<typeof schema>,
        @Header('x-tenant') _header: string,
        @Header('x-count', { type: Number, required: true }) _count: number,
        @Headers() _headers: Draft,
        @Headers('x-one') _one: string,
        @Cookie('session') _session: string | undefined,
        @Cookies() _cookies: Draft,
        @Body() _body: Draft,
        @Body(schema) _schema: z.infer<typeof schema>,
        @Body('name', { required: true }) _name: string,
        @Body({ validate: false }) _any: unknown,
        @RawBody() _raw: Uint8Array,
        @Ctx() _ctx: RequestContext,
        @Req() _req: Request,
        @Res() _res: HttpResponse,
        @Event() _event: unknown,
        @LambdaContext() _context: Context,
        @Ip() _ip: string | undefined,
        @Tenant() _tenant: string | undefined,
        @Claim('sub') _claim: unknown,
      ) {}
      @ErrorHandler(RangeError, HttpError) one(_error: RangeError | HttpError, _ctx: RequestContext) {}
      @ErrorHandler([NotFoundError]) list(_error: NotFoundError) {}
      @ErrorHandler() all(_error: unknown) {}
      @NotFound() nowhere(_error: HttpError, _ctx: RequestContext) {}
      @MethodNotAllowed() wrong() {}
    }
    compiles(() => {
      // @ts-expect-error the data is a name
      Claim(7);
      // @ts-expect-error not a scope
      Injectable({ scope: 'forever' });
      class Wrong {
        // @ts-expect-error on a parameter a header has no value
        method(@Header('x', 'value') _x: string) {}
      }
      return Wrong;
    });
    expect(new Everything(new Service('x')).service.name).toBe('x');
  });
});
