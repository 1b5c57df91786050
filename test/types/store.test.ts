import { expectTypeOf } from 'expect-type';
import { Controller, createApp, Get, type Middleware, type RequestContext, type RequestStore, type Store } from 'lambent';
import { httpApiEvent, lambdaContext } from 'lambent/testing';

interface User {
  readonly id: string;
}

declare module 'lambent' {
  interface RequestStore {
    user: User;
  }
  interface SharedStore {
    hits: number;
  }
}

describe('the store of a request', () => {
  it('has the types that an app declares for it', () => {
    expectTypeOf<RequestContext['get']>().toBeCallableWith('user');
    const read = (ctx: RequestContext) => ctx.get('user');
    expectTypeOf(read).returns.toEqualTypeOf<User | undefined>();
    const readShared = (ctx: RequestContext) => ctx.shared.get('hits');
    expectTypeOf(readShared).returns.toEqualTypeOf<number | undefined>();
    expectTypeOf<RequestStore['user']>().toEqualTypeOf<User>();
    expectTypeOf<RequestContext>().toExtend<Store<RequestStore>>();
  });

  it('takes nothing else for a declared key, and anything for others', () => {
    const write = (ctx: RequestContext) => {
      ctx.set('user', { id: 'u1' });
      // @ts-expect-error a user is no number
      ctx.set('user', 7);
      // @ts-expect-error a user has an id
      ctx.set('user', {});
      // @ts-expect-error hits are counted
      ctx.shared.set('hits', 'many');
      ctx.set('undeclared', 7);
      ctx.set(Symbol('key'), 'x');
      return ctx.get('undeclared');
    };
    expectTypeOf(write).returns.toEqualTypeOf<unknown>();
  });

  it('holds at run time what it says', async () => {
    const authenticate: Middleware = async ({ reqCtx, next }) => {
      reqCtx.set('user', { id: 'u1' });
      await next();
    };
    @Controller()
    class Me {
      @Get('/me') me(ctx: RequestContext): User | undefined {
        return ctx.get('user');
      }
    }
    const app = createApp({ controllers: [Me], middleware: [authenticate] });
    expect(await app.handler(httpApiEvent({ path: '/me' }), lambdaContext())).toMatchObject({ body: '{"id":"u1"}' });
  });
});
