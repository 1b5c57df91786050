import type { Match } from '../../../src/router/match.js';
import { type ParsedPattern, parsePattern } from '../../../src/router/pattern.js';
import { type RouteConflict, Router, type TrailingSlash } from '../../../src/router/router.js';
import { canonicalPath } from '../../../src/shared/canonical-path.js';

/** Paths reach the router in canonical form. */
class Routes {
  readonly router: Router<string>;

  constructor(trailingSlash?: TrailingSlash) {
    this.router = new Router(trailingSlash);
  }

  /** Adds routes such as `GET /a/:id`; the value is the text itself. */
  add(...routes: string[]): this {
    for (const route of routes) {
      const conflict = this.tryAdd(route);
      if (conflict) throw new Error(`${route} conflicts with ${conflict.value}`);
    }
    return this;
  }

  tryAdd(route: string): RouteConflict<string> | undefined {
    const space = route.indexOf(' ');
    const [methods, path] = [route.slice(0, space), route.slice(space + 1)];
    const pattern = parsePattern(path);
    if ('problem' in pattern) throw new Error(pattern.problem);
    return this.router.add(methods.split(','), pattern as ParsedPattern, route);
  }

  get(path: string): Match<string> {
    return this.router.find('GET', canonicalPath(path));
  }
}

const routesOf = (...routes: string[]) => new Routes().add(...routes);
const NONE = { kind: 'none' };
const matched = (value: string, ...parameters: string[]) => ({ kind: 'route', value, parameters });

describe('a static path', () => {
  it('is found as it is written', () => {
    expect(routesOf('GET /a/b').get('/a/b')).toEqual(matched('GET /a/b'));
  });

  it('gives the same frozen-size match every time, so that a hit allocates nothing', () => {
    const routes = routesOf('GET /a');

    expect(routes.get('/a')).toBe(routes.get('/a'));
  });

  it.each(['/A/b', '/a', '/a/b/c', '//a/b', '/a//b', '/a/b//', '/a/../a/b', '/a\\b', '', 'a/b', '/a/b?x', '/a/b;x', '*'])(
    'is not found at %s',
    (path) => {
      expect(routesOf('GET /a/b').get(path)).toEqual(NONE);
    },
  );

  it.each(['/%61dmin', '/adm%69n', '/%61%64%6D%69%6e'])('is found at %s, which is the same path by RFC 3986', (path) => {
    expect(routesOf('GET /admin').get(path)).toEqual(matched('GET /admin'));
  });

  it('is found in percent-encoding, whatever the case of its digits', () => {
    const routes = routesOf('GET /café/a\\:b');

    expect(routes.get('/caf%C3%A9/a:b').kind).toBe('route');
    expect(routes.get('/caf%c3%a9/a:b').kind).toBe('route');
    expect(routes.get('/caf%c3%a9/a%3Ab').kind).toBe('none');
  });

  it.each([
    ['GET /files/a.b', '/files/aXb'],
    ['GET /a+b', '/aab'],
    ['GET /(a)', '/a'],
  ])('%s has no expressions in it: %s is another path', (route, path) => {
    expect(routesOf(route).get(path)).toEqual(NONE);
  });

  it('has a route for each of its methods', () => {
    const routes = routesOf('GET /a', 'POST /a', 'PUT /a');

    for (const method of ['GET', 'POST', 'PUT']) expect(routes.router.find(method, '/a')).toEqual(matched(`${method} /a`));
    expect(routes.router.find('DELETE', '/a')).toMatchObject({ value: 'GET /a', allow: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'] });
  });

  it('is the root for an empty pattern', () => {
    expect(routesOf('GET /').get('/')).toEqual(matched('GET /'));
  });
});

describe('a parameter', () => {
  it('takes one segment, still encoded', () => {
    expect(routesOf('GET /u/:id').get('/u/a%2Fb%20c')).toEqual(matched('GET /u/:id', 'a%2Fb%20c'));
  });

  it('keeps an escaped escape as it is: nothing is decoded twice', () => {
    expect(routesOf('GET /u/:id').get('/u/%2541')).toEqual(matched('GET /u/:id', '%2541'));
  });

  it.each(['/u', '/u/', '/u//', '/u/a/b', '/u//a'])('is not matched by %s', (path) => {
    expect(routesOf('GET /u/:id').get(path)).toEqual(NONE);
  });

  it.each(['/users/7', '/use/7', '/us/7', '/user-s/7', '/User/7'])('comes behind whole segments: not in %s', (path) => {
    expect(routesOf('GET /user/:id', 'GET /usage/:id').get(path)).toEqual(NONE);
  });

  it('is never an empty segment in the middle', () => {
    expect(routesOf('GET /users/:id/posts').get('/users//posts')).toEqual(NONE);
  });

  it('may be optional at the end', () => {
    const routes = routesOf('GET /a/:x/:id?');

    expect(routes.get('/a/1')).toEqual(matched('GET /a/:x/:id?', '1'));
    expect(routes.get('/a/1/2')).toEqual(matched('GET /a/:x/:id?', '1', '2'));
    expect(routes.get('/a')).toEqual(NONE);
  });

  it('may be optional behind a static path and at the root', () => {
    const routes = routesOf('GET /a/:id?', 'GET /:id?');

    expect(routes.get('/a')).toEqual(matched('GET /a/:id?'));
    expect(routes.get('/')).toEqual(matched('GET /:id?'));
    expect(routes.get('/b')).toEqual(matched('GET /:id?', 'b'));
  });

  it('takes hostile names as data', () => {
    const routes = routesOf('GET /u/:id', 'GET /constructor');

    expect(routes.get('/u/__proto__')).toEqual(matched('GET /u/:id', '__proto__'));
    expect(routes.get('/__proto__')).toEqual(NONE);
    expect(routes.get('/constructor/toString')).toEqual(NONE);
    expect(routes.get('/constructor')).toEqual(matched('GET /constructor'));
    expect(routes.router.find('__proto__', '/constructor')).toMatchObject({ kind: 'wrong-method' });
    expect(routes.router.find('constructor', '/constructor')).toMatchObject({ kind: 'wrong-method' });
  });
});

describe('a constrained parameter', () => {
  it('takes only what matches from end to end', () => {
    const routes = routesOf('GET /u/:id(\\d+)');

    expect(routes.get('/u/12')).toEqual(matched('GET /u/:id(\\d+)', '12'));
    for (const path of ['/u/12x', '/u/x12', '/u/', '/u/1%0A']) expect(routes.get(path)).toEqual(NONE);
  });

  it('is anchored around alternatives', () => {
    expect(routesOf('GET /:l(en|de)').get('/enx')).toEqual(NONE);
  });

  it('looks at the decoded value, and refuses malformed escapes', () => {
    const routes = routesOf('GET /:word([a-z é]+)');

    expect(routes.get('/caf%C3%A9%20x').kind).toBe('route');
    expect(routes.get('/caf%C3').kind).toBe('none');
  });

  it('does not look at values of more than 256 characters', () => {
    const routes = routesOf('GET /:id(\\d+)');

    expect(routes.get(`/${'1'.repeat(256)}`).kind).toBe('route');
    expect(routes.get(`/${'1'.repeat(257)}`).kind).toBe('none');
  });

  it('may stand beside another constraint; both lead on', () => {
    const routes = routesOf('GET /:n(\\d+)/a', 'GET /:w([a-z]+)/a', 'GET /:n(\\d+)/b', 'GET /:x(\\d+|z)/c');

    expect(routes.get('/1/a')).toEqual(matched('GET /:n(\\d+)/a', '1'));
    expect(routes.get('/x/a')).toEqual(matched('GET /:w([a-z]+)/a', 'x'));
    expect(routes.get('/1/b')).toEqual(matched('GET /:n(\\d+)/b', '1'));
    expect(routes.get('/1/c')).toEqual(matched('GET /:x(\\d+|z)/c', '1'));
  });
});

describe('a wildcard', () => {
  it('takes the rest of the path', () => {
    expect(routesOf('GET /files/*rest').get('/files/a/b%2Fc.txt')).toEqual(matched('GET /files/*rest', 'a/b%2Fc.txt'));
  });

  it.each(['/files', '/files/'])('is not matched by %s: it needs a character', (path) => {
    for (const mode of ['ignore', 'redirect', 'strict'] as const) expect(new Routes(mode).add('GET /files/*rest').get(path)).toEqual(NONE);
  });

  it('may begin with a slash, which parameters in front of it never are', () => {
    expect(routesOf('GET /files/*rest').get('/files//')).toEqual(matched('GET /files/*rest', '/'));
    expect(routesOf('GET /files/*rest').get('/files//a//b')).toEqual(matched('GET /files/*rest', '/a//b'));
    expect(routesOf('GET /*rest', 'GET /:a/:b').get('//a')).toEqual(matched('GET /*rest', '/a'));
    expect(routesOf('GET /files/:id/*rest').get('/files//a')).toEqual(NONE);
  });

  it('keeps the parameters in front of it', () => {
    expect(routesOf('GET /:a/:b/*rest').get('/1/2/3/4')).toEqual(matched('GET /:a/:b/*rest', '1', '2', '3/4'));
  });
});

describe('precedence', () => {
  const all = ['GET /a/*rest', 'GET /a/:id', 'GET /a/:id(\\d+)', 'GET /a/7', 'GET /a/:id/x'];

  it.each([all, all.toReversed()])('is static, constrained, parameter, wildcard, in any order of adding', (...order) => {
    const routes = routesOf(...order);

    expect(routes.get('/a/7')).toEqual(matched('GET /a/7'));
    expect(routes.get('/a/8')).toEqual(matched('GET /a/:id(\\d+)', '8'));
    expect(routes.get('/a/b')).toEqual(matched('GET /a/:id', 'b'));
    expect(routes.get('/a/b/x')).toEqual(matched('GET /a/:id/x', 'b'));
    expect(routes.get('/a/b/y')).toEqual(matched('GET /a/*rest', 'b/y'));
  });

  it('leaves a branch that leads nowhere', () => {
    const routes = routesOf('GET /a/b/c', 'GET /a/:x/d', 'GET /:a/b/:c/e', 'GET /*rest');

    expect(routes.get('/a/b/d')).toEqual(matched('GET /a/:x/d', 'b'));
    expect(routes.get('/a/b/x/e')).toEqual(matched('GET /:a/b/:c/e', 'a', 'x'));
    expect(routes.get('/a/b/x/f')).toEqual(matched('GET /*rest', 'a/b/x/f'));
  });

  it('leaves a path without the method for one that has it', () => {
    const routes = routesOf('GET /users/me', 'DELETE /users/:id', 'PUT /*rest');

    expect(routes.router.find('DELETE', '/users/me')).toEqual(matched('DELETE /users/:id', 'me'));
    expect(routes.router.find('PUT', '/users/me')).toEqual(matched('PUT /*rest', 'users/me'));
  });
});

describe('methods', () => {
  it('tells the allowed ones of a known path, sorted, with HEAD and OPTIONS', () => {
    const routes = routesOf('PUT,GET /a/:id', 'DELETE /a/:id');

    expect(routes.router.find('POST', '/a/1')).toEqual({
      kind: 'wrong-method',
      value: 'PUT,GET /a/:id',
      allow: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT'],
    });
  });

  it('adds up the allowed ones of every pattern of a path, the route being of the most specific one', () => {
    const routes = routesOf('PUT /*rest', 'DELETE /users/:id', 'POST /users/me');

    expect(routes.get('/users/me')).toEqual({ kind: 'wrong-method', value: 'POST /users/me', allow: ['DELETE', 'OPTIONS', 'POST', 'PUT'] });
  });

  it('does not promise HEAD without GET', () => {
    expect(routesOf('POST /a').get('/a')).toMatchObject({ allow: ['OPTIONS', 'POST'] });
  });

  it('answers HEAD with GET, unless it has a route of its own', () => {
    expect(routesOf('GET /a').router.find('HEAD', '/a')).toEqual(matched('GET /a'));
    expect(routesOf('GET /a', 'HEAD /a').router.find('HEAD', '/a')).toEqual(matched('HEAD /a'));
    expect(routesOf('* /a', 'GET /a').router.find('HEAD', '/a')).toEqual(matched('GET /a'));
  });

  it('does not answer OPTIONS by itself', () => {
    expect(routesOf('GET /a').router.find('OPTIONS', '/a')).toMatchObject({ kind: 'wrong-method', allow: ['GET', 'HEAD', 'OPTIONS'] });
    expect(routesOf('OPTIONS /a').router.find('OPTIONS', '/a')).toEqual(matched('OPTIONS /a'));
  });

  it.each(['PROPFIND', 'QUERY', 'get', '__proto__'])('leads %s to the route for all methods', (method) => {
    expect(routesOf('GET /a', '* /a').router.find(method, '/a')).toEqual(matched('* /a'));
    expect(routesOf('* /:a').router.find(method, '/a')).toEqual(matched('* /:a', 'a'));
  });
});

describe('duplicates', () => {
  it.each([
    ['GET /a', 'GET /a/'],
    ['GET /:id', 'GET /:name'],
    ['GET /:id(\\d+)/x', 'GET /:name(\\d+)/x'],
    ['GET /*rest', 'GET /*'],
    ['* /a', '* /a'],
    ['GET /a', 'GET /a/:id?'],
    ['GET /%61', 'GET /a'],
    ['GET /caf%c3%a9', 'GET /café'],
  ])('%s and %s are the same route', (first, second) => {
    const routes = routesOf(first);

    expect(routes.tryAdd(second)).toEqual({ method: first.split(' ')[0], value: first });
  });

  it.each([
    ['GET /a', 'POST /a'],
    ['GET /a', '* /a'],
    ['GET /:id', 'GET /:id(\\d+)'],
    ['GET /:id', 'GET /*rest'],
    ['GET /a', 'HEAD /a'],
  ])('%s and %s are not', (first, second) => {
    expect(routesOf(first).tryAdd(second)).toBeUndefined();
  });

  it('leave the first route in place', () => {
    const routes = routesOf('GET /:id');
    routes.tryAdd('GET /:name');

    expect(routes.get('/x')).toEqual(matched('GET /:id', 'x'));
  });

  it('are found for one of several methods, the others being added', () => {
    const routes = routesOf('GET /a');

    expect(routes.tryAdd('GET,POST /a')).toEqual({ method: 'GET', value: 'GET /a' });
  });
});

describe('a method listed twice', () => {
  it.each(['GET,GET /a', 'GET,GET /:id', 'GET,GET /a/:id?'])('is no conflict with itself: %s', (route) => {
    expect(new Routes().tryAdd(route)).toBeUndefined();
  });
});

describe('a path that does not begin with a slash', () => {
  it.each(['xb', 'x/b', '*', 'a'])('is nowhere: %s', (path) => {
    expect(routesOf('GET /:id', 'GET /a/:id', 'GET /b', 'GET /*rest').router.find('GET', path)).toEqual(NONE);
  });
});

describe('a slash at the end', () => {
  it.each(['ignore', 'redirect', 'strict'] as const)('is not what the root is: %s', (mode) => {
    expect(new Routes(mode).add('POST /').get('/')).toMatchObject({ kind: 'wrong-method', allow: ['OPTIONS', 'POST'] });
    expect(new Routes(mode).add('GET /:id').get('/')).toEqual(NONE);
  });

  const patterns = ['GET /a', 'GET /b/:id', 'GET /c/*rest', 'GET /'];

  it('is ignored by default, one of them', () => {
    const routes = routesOf(...patterns);

    expect(routes.get('/a/')).toEqual(matched('GET /a'));
    expect(routes.get('/b/1/')).toEqual(matched('GET /b/:id', '1'));
    expect(routes.get('/c/x/')).toEqual(matched('GET /c/*rest', 'x'));
    for (const path of ['/a//', '/b/1//', '//', '/b//']) expect(routes.get(path)).toEqual(NONE);
  });

  it('makes another path when it is strict', () => {
    const routes = new Routes('strict').add(...patterns);

    expect(routes.get('/a')).toEqual(matched('GET /a'));
    expect(routes.get('/')).toEqual(matched('GET /'));
    for (const path of ['/a/', '/b/1/']) expect(routes.get(path)).toEqual(NONE);
    expect(routes.get('/c/x/')).toEqual(matched('GET /c/*rest', 'x/'));
  });

  it('is told where the route is when it is redirected', () => {
    const routes = new Routes('redirect').add(...patterns);

    expect(routes.get('/a')).toEqual(matched('GET /a'));
    expect(routes.get('/a/')).toEqual({ kind: 'redirect', path: '/a' });
    expect(routes.router.find('HEAD', '/b/1/')).toEqual({ kind: 'redirect', path: '/b/1' });
    expect(routes.router.find('POST', '/a/')).toMatchObject({ kind: 'wrong-method' });
    expect(routes.get('/x/')).toEqual(NONE);
    expect(routes.get('/')).toEqual(matched('GET /'));
  });

  it('never redirects to another host', () => {
    const routes = new Routes('redirect').add('GET /*rest', 'GET /:a/:b');

    for (const path of ['//evil.com/', '///evil.com/', '//evil.com/x/'])
      expect(routes.get(path)).toEqual(matched('GET /*rest', path.slice(1)));
  });
});

/** The shortest of several runs in milliseconds: what else the machine does only adds to it. */
function bestOf(runs: number, work: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...times);
}

describe('a match', () => {
  it('stays what it was when the router is asked again, and fails to find', () => {
    const routes = routesOf('GET /a/:b', 'GET /a/:b/:c/:d', 'POST /x/:y');
    const first = routes.get('/a/1');
    const second = routes.get('/a/2/3/4');

    expect(routes.get('/x/9')).toMatchObject({ kind: 'wrong-method', allow: ['OPTIONS', 'POST'] });
    expect(routes.get('/a/5/6')).toEqual(NONE);
    expect(first).toEqual(matched('GET /a/:b', '1'));
    expect(second).toEqual(matched('GET /a/:b/:c/:d', '2', '3', '4'));
  });

  it('has the values of its own branch, whatever branches before it tried', () => {
    const routes = routesOf('GET /:a(\\d+)/x/y', 'GET /:a/:b/z', 'GET /*rest');

    expect(routes.get('/1/x/y')).toEqual(matched('GET /:a(\\d+)/x/y', '1'));
    expect(routes.get('/1/x/z')).toEqual(matched('GET /:a/:b/z', '1', 'x'));
    expect(routes.get('/1/x/w')).toEqual(matched('GET /*rest', '1/x/w'));
  });
});

describe('hostile paths', () => {
  const routes = routesOf('GET /a/:b/:c/:d/*rest', 'GET /:a/:b/:c/:d/x', 'GET /:n(\\d+)/:m(\\d+)/y', 'GET /a/a/a/a/a/a');
  const paths = [
    `/${'a'.repeat(10_000)}`,
    '/a'.repeat(5000),
    '/'.repeat(10_000),
    '/%61'.repeat(3000),
    '/%'.repeat(5000),
    `/${'1'.repeat(5000)}/${'1'.repeat(5000)}x`,
    `/${'%2'.repeat(5000)}`,
  ];

  it.each(paths.map((path) => [path.slice(0, 8), path]))('of 10,000 characters are looked up in less than 5 ms: %s…', (_name, path) => {
    expect(bestOf(10, () => routes.get(path))).toBeLessThan(5);
  });

  it('do not make a deep tree branch without end', () => {
    const deep = new Routes();
    for (let bits = 0; bits < 256; bits++) {
      const path = Array.from({ length: 8 }, (_, at) => (bits & (1 << at) ? 'a' : `:p${at}`));
      deep.add(`GET /${path.join('/')}/end${bits}`);
    }

    expect(deep.get('/a'.repeat(9))).toEqual(NONE);
    expect(bestOf(10, () => deep.get('/a'.repeat(9)))).toBeLessThan(5);
  });
});
