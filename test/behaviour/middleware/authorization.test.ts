import {
  All,
  Authorized,
  applyDecorators,
  ConfigurationError,
  Controller,
  CurrentUser,
  createApp,
  Delete,
  Get,
  type Middleware,
  NotFound,
  type Principal,
  Public,
  type RequestContext,
  SetMetadata,
  UseGuards,
} from '../../../src/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

/** Takes `x-roles` for who is asking; without it nobody is. */
const knowRoles: Middleware = ({ reqCtx, next }) => {
  const roles = reqCtx.headers.get('x-roles');
  if (roles !== undefined) reqCtx.principal = { subject: 'ada', roles: roles.split(','), scheme: 'test', claims: {} };
  void next();
};

@Controller('/staff')
@Authorized('staff', 'admin')
class StaffController {
  @Get('/room')
  room() {
    return 'room';
  }

  @Get('/door')
  @Public()
  door() {
    return 'door';
  }

  @Get('/desk')
  @Authorized()
  desk(@CurrentUser() user: Principal) {
    return user.subject;
  }

  @Delete('/room')
  @Authorized('owner')
  tearDown() {
    return 'gone';
  }

  @NotFound()
  nowhere() {
    return 'nowhere';
  }
}

@Controller('/open')
@Public()
class OpenController {
  @Get()
  read(@CurrentUser() user?: Principal) {
    return { user: user?.subject ?? null };
  }

  @Get('/closed')
  @Authorized('owner')
  closed() {
    return 'closed';
  }
}

@Controller('/plain')
class PlainController {
  @All()
  any() {
    return 'any';
  }
}

const statusOf = async (path: string, roles?: string, method: 'get' | 'delete' = 'get') => {
  const api = clientOf({ controllers: [StaffController, OpenController, PlainController], middleware: [knowRoles] });
  return (await api[method](path, { headers: roles === undefined ? {} : { 'x-roles': roles } })).status;
};

describe('@Authorized', () => {
  it.each([
    ['nobody', undefined, 401],
    ['somebody without a role', 'guest', 403],
    ['a role that only contains a needed one', 'staffing', 403],
    ['one of the roles', 'staff', 200],
    ['another of the roles among others', 'guest,admin', 200],
  ])('with roles answers %s with %s: %i', async (_who, roles, status) => {
    expect(await statusOf('/staff/room', roles)).toBe(status);
  });

  it.each([
    [undefined, 401],
    ['guest', 200],
  ])('without roles asks only for somebody: %s gives %i', async (roles, status) => {
    expect(await statusOf('/staff/desk', roles)).toBe(status);
  });

  it.each([
    ['a method asks for other roles than its class', '/staff/room', 'staff', 'delete', 403],
    ['a method asks for other roles than its class', '/staff/room', 'owner', 'delete', 200],
    ['a method asks for less than its class', '/staff/desk', 'guest', 'get', 200],
    ['a method is open in a closed class', '/staff/door', undefined, 'get', 200],
    ['a method is closed in an open class', '/open/closed', undefined, 'get', 401],
    ['a method is closed in an open class', '/open/closed', 'guest', 'get', 403],
    ['a method is closed in an open class', '/open/closed', 'owner', 'get', 200],
    ['a class is open', '/open', undefined, 'get', 200],
    ['nothing is said', '/plain', undefined, 'get', 200],
  ] as const)('counts where it stands nearest: %s', async (_case, path, roles, method, status) => {
    expect(await statusOf(path, roles, method)).toBe(status);
  });

  it.each(EVERY_SOURCE)('answers 401 with a challenge and 403 over $name', async (source) => {
    const api = clientOf({ controllers: [StaffController], middleware: [knowRoles] }, source);

    const unknown = await api.get('/staff/room');
    const refused = await api.get('/staff/room', { headers: { 'x-roles': 'guest' } });

    expect(unknown.status).toBe(401);
    expect(unknown.headers['www-authenticate']).toBe('Bearer');
    expect(unknown.json()).toEqual({ statusCode: 401, error: 'UnauthorizedError', message: 'Unauthorized' });
    expect(refused.status).toBe(403);
    expect(refused.headers['www-authenticate']).toBeUndefined();
  });

  it('leaves the challenge to middleware that has set one', async () => {
    const challenge: Middleware = ({ reqCtx, next }) => {
      reqCtx.res.headers.set('WWW-Authenticate', 'Negotiate');
      return next();
    };
    const answer = await clientOf({ controllers: [StaffController], middleware: [challenge] }).get('/staff/room');

    expect(answer.headers['www-authenticate']).toBe('Negotiate');
  });

  it('covers the @NotFound method of its class', async () => {
    expect(await statusOf('/staff/nowhere')).toBe(401);
    expect(await statusOf('/staff/nowhere', 'staff')).toBe(404);
  });

  it('runs in its place among the guards, so that one above it may find out who is asking', async () => {
    const seen: string[] = [];
    const know = (reqCtx: RequestContext) => {
      seen.push('know');
      reqCtx.principal = { subject: 'grace', roles: ['staff'], scheme: 'guard', claims: {} };
      return true;
    };
    const last = () => seen.push('last') > 0;
    @Controller('/guarded')
    class Guarded {
      @Get()
      @UseGuards(know)
      @Authorized('staff')
      @UseGuards(last)
      read(@CurrentUser() user: Principal) {
        return user.subject;
      }

      @Get('/other')
      @Authorized('staff')
      @UseGuards(know)
      other() {
        return 'never';
      }
    }
    const api = clientOf({ controllers: [Guarded] });

    expect((await api.get('/guarded')).text()).toBe('grace');
    expect(seen).toEqual(['know', 'last']);
    expect((await api.get('/guarded/other')).status).toBe(401);
  });

  it('is inherited, and replaced by what a subclass says', async () => {
    @Authorized('staff')
    abstract class Base {
      @Get('/read')
      read() {
        return 'read';
      }

      @Get('/write')
      @Authorized('writer')
      write() {
        return 'write';
      }
    }
    @Controller('/heir')
    class Heir extends Base {}
    @Controller('/open-heir')
    @Public()
    class OpenHeir extends Base {
      @Public()
      override write() {
        return 'anybody writes';
      }
    }
    const api = clientOf({ controllers: [Heir, OpenHeir] });

    const statuses = await Promise.all(
      ['/heir/read', '/heir/write', '/open-heir/read', '/open-heir/write'].map((path) => api.get(path).then(({ status }) => status)),
    );
    expect(statuses).toEqual([401, 401, 200, 200]);
  });

  it('can be part of a composed decorator', async () => {
    const Admin = () =>
      applyDecorators(
        Authorized('admin'),
        UseGuards(() => true),
      );
    @Controller('/composed')
    class Composed {
      @Get()
      @Admin()
      read() {
        return 'composed';
      }
    }
    const api = clientOf({ controllers: [Composed], middleware: [knowRoles] });

    expect((await api.get('/composed')).status).toBe(401);
    expect((await api.get('/composed', { headers: { 'x-roles': 'admin' } })).text()).toBe('composed');
  });

  it('lets nobody in where somebody wrote over what it says', async () => {
    @Controller('/tampered')
    @Authorized('admin')
    class Tampered {
      @Get()
      @SetMetadata(Symbol.for('lambent.access'), 'admin')
      read() {
        return 'never';
      }
    }
    const api = clientOf({ controllers: [Tampered], middleware: [knowRoles] });

    expect((await api.get('/tampered', { headers: { 'x-roles': 'admin' } })).status).toBe(403);
  });

  it.each([
    ['a text', 'admin,staff'],
    ['nothing', undefined],
    ['a set', new Set(['admin'])],
  ])('lets nobody in whose roles are %s instead of a list', async (_what, roles) => {
    const careless: Middleware = ({ reqCtx, next }) => {
      reqCtx.principal = { subject: 'ada', roles, scheme: 'test', claims: {} } as never;
      void next();
    };

    expect((await clientOf({ controllers: [StaffController], middleware: [careless] }).get('/staff/room')).status).toBe(403);
  });
});

describe('a mistake in who may reach a route', () => {
  const problemsOf = async (controller: new () => object) => {
    const app = createApp({ controllers: [controller], logger: silentLogger });
    const error = await app.ready().catch((reason: unknown) => reason);
    if (!ConfigurationError.is(error)) throw new Error('The app has started.');
    return error.problems.map(({ code, className, member }) => `${code} ${className}.${member ?? ''}`);
  };

  it('is reported at start-up: two of them on one method or class', async () => {
    @Controller()
    @Authorized()
    @Authorized('a')
    class Twice {
      @Get()
      @Public()
      @Authorized()
      read() {}
    }

    expect(await problemsOf(Twice)).toEqual(['contradictory-access Twice.read', 'contradictory-access Twice.']);
  });

  it.each([[undefined], [''], [7]])('is reported at start-up: the role %p', async (role) => {
    @Controller()
    class NoRole {
      @Get()
      @Authorized('a', role as string)
      read() {}
    }

    expect(await problemsOf(NoRole)).toEqual(['bad-role NoRole.read']);
  });
});
