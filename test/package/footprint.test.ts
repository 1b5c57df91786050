// What loading the package, and answering with it, makes Node.js load: the cold start users pay for.
import { NODES, UserProject } from './installed-package.js';

const FETCH = 'NativeModule internal/deps/undici/undici';

let project: UserProject;

beforeAll(() => {
  project = new UserProject();
  project.compileApp('es6', 'app.mjs');
});

afterAll(() => project?.remove());

/** Whether node has loaded one of its modules before the app, after answers, and after something that needs it. */
function loadsOf(node: string, module: string, touch: string): unknown {
  project.write(
    'loads.mjs',
    `const isLoaded = () => process.moduleLoadList.includes('${module}');
    const atStart = isLoaded();
    const { handler } = await import('./app.mjs');
    const { report } = await import('./invocations.mjs');
    await report(handler);
    const afterAnswers = isLoaded();
    ${touch};
    console.log(JSON.stringify({ atStart, afterAnswers, afterTouch: isLoaded() }));`,
  );
  return project.run(node, 'loads.mjs');
}

describe.each(Object.entries(NODES))('on Node.js %s', (_, node) => {
  it('answers JSON routes behind middleware without loading the fetch implementation', () => {
    expect(loadsOf(node, FETCH, 'globalThis.Request')).toEqual({ atStart: false, afterAnswers: false, afterTouch: true });
  });

  it('starts and answers without loading what measures performance', () => {
    expect(loadsOf(node, 'NativeModule perf_hooks', 'performance.now()')).toEqual({
      atStart: false,
      afterAnswers: false,
      afterTouch: true,
    });
  });

  it('compresses, tags and shares across origins without it too', () => {
    project.write(
      'shelf.mjs',
      `import { Controller, createApp, Get } from 'lambent';
      import { compress } from 'lambent/middleware/compress';
      import { cors } from 'lambent/middleware/cors';
      import { etag } from 'lambent/middleware/etag';
      import { securityHeaders } from 'lambent/middleware/security-headers';
      class Words { list() { return { words: Array(500).fill('word') }; } }
      Get()(Words.prototype, 'list', Object.getOwnPropertyDescriptor(Words.prototype, 'list'));
      Controller('/words')(Words);
      const app = createApp({ controllers: [Words], middleware: [cors(), compress(), etag(), securityHeaders()] });
      const event = { version: '2.0', rawPath: '/words', rawQueryString: '', headers: { origin: 'https://example.com', 'accept-encoding': 'gzip' },
        requestContext: { http: { method: 'GET', path: '/words', sourceIp: '192.0.2.1' }, stage: '$default', requestId: 'r' } };
      const { statusCode, headers } = await app.handler(event, { awsRequestId: 'i', getRemainingTimeInMillis: () => 10_000 });
      console.log(JSON.stringify({ statusCode, headers, fetch: process.moduleLoadList.includes('${FETCH}') }));`,
    );

    expect(project.run(node, 'shelf.mjs')).toMatchObject({
      statusCode: 200,
      headers: {
        'access-control-allow-origin': '*',
        'content-encoding': 'gzip',
        etag: expect.any(String),
        'x-content-type-options': 'nosniff',
      },
      fetch: false,
    });
  });

  it.each([
    ['ES module', `await import('lambent');`],
    ['CommonJS', `require('lambent');`],
  ])('loads with the root entry as %s only the container, the transformer and the polyfill', (_format, statement) => {
    project.write(
      'root.mjs',
      `import { createRequire, registerHooks } from 'node:module';
      const require = createRequire(import.meta.url);
      const packages = new Set();
      const packageOf = (url) => /^file:.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
      registerHooks({ load(url, context, next) { if (!url.startsWith('node:')) packages.add(packageOf(url) ?? url); return next(url, context); } });
      const builtins = new Set(process.moduleLoadList);
      ${statement}
      const added = process.moduleLoadList.filter((name) => !builtins.has(name));
      console.log(JSON.stringify({ packages: [...packages].sort(), added }));`,
    );

    const { packages, added } = project.run(node, 'root.mjs') as { packages: string[]; added: string[] };

    expect(packages).toEqual(['class-transformer', 'lambent', 'reflect-metadata', 'tslib', 'tsyringe']);
    expect(added.filter((name) => /^NativeModule (zlib|crypto|https?|http2|net|tls|stream|internal\/deps\/undici)/.test(name))).toEqual([]);
  });
});
