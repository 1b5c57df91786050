// Packages that only some middleware needs: without them everything else works, and whoever needs one is told so when the app starts.
import { createHmac } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build as esbuild } from 'esbuild';
import { NODES, runScript, UserProject } from './installed-package.js';

let without: UserProject;
let withAll: UserProject;

beforeAll(() => {
  without = new UserProject();
  withAll = new UserProject(['class-transformer', 'jose', '@aws-sdk/client-dynamodb']);
});

afterAll(() => {
  without?.remove();
  withAll?.remove();
});

const nodes = Object.entries(NODES);

/** An app in plain JavaScript around some middleware, and a request to it. */
const appWith = (middleware: string, imports: string) => `
  import { Controller, createApp, Get } from 'lambent';
  ${imports}
  class Me { read(reqCtx) { return { subject: reqCtx.principal?.subject ?? null }; } }
  Get()(Me.prototype, 'read', Object.getOwnPropertyDescriptor(Me.prototype, 'read'));
  Controller('/me')(Me);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const app = createApp({ controllers: [Me], middleware: [${middleware}], logger: silent });
  const ask = async (authorization) => {
    const event = { version: '2.0', rawPath: '/me', rawQueryString: '', headers: { authorization },
      requestContext: { http: { method: 'GET', path: '/me', sourceIp: '192.0.2.1' }, stage: '$default', requestId: 'r' } };
    const { statusCode, body } = await app.handler(event, { awsRequestId: 'i', getRemainingTimeInMillis: () => 10_000 });
    return [statusCode, JSON.parse(body)];
  };`;

const asCommonJs = (script: string) =>
  `(async () => {${script.replace(/import (\{[^}]+\}) from ('[^']+');/g, 'const $1 = require($2);')}})();`;

const BEARER = appWith(
  `bearer({ verify: (token) => ({ subject: token, roles: [], scheme: 'bearer', claims: {} }) }), rateLimit({ limit: 9, windowSeconds: 9 })`,
  `import { bearer } from 'lambent/middleware/auth'; import { rateLimit } from 'lambent/middleware/rate-limit'; import { idempotency } from 'lambent/middleware/idempotency';`,
);
const JWT = appWith(`jwt({ secret: 'secret', algorithms: ['HS256'] })`, `import { jwt } from 'lambent/middleware/auth';`);
const DYNAMO = appWith(
  `rateLimit({ limit: 1, windowSeconds: 1, store: dynamoDbStore({ tableName: 't', client: { send: async (command) => { sent.push(command.constructor.name); throw new Error('offline'); } } }) })`,
  `import { dynamoDbStore, rateLimit } from 'lambent/middleware/rate-limit'; const sent = [];`,
);
const START = `const error = await app.ready().catch((reason) => reason); console.log(JSON.stringify(error === undefined ? 'started' : [error.name, error.message]));`;
const SIGNED = ['{"alg":"HS256"}', '{"sub":"ada"}'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const TOKEN = `${SIGNED}.${createHmac('sha256', 'secret').update(SIGNED).digest('base64url')}`;

describe.each(nodes)('on Node.js %s', (_, node) => {
  describe.each([
    ['an ES module', 'mjs'],
    ['CommonJS', 'cjs'],
  ])('as %s', (_format, ending) => {
    const run = (project: UserProject, script: string) => {
      project.write(`app.${ending}`, ending === 'mjs' ? script : asCommonJs(script));
      return project.run(node, `app.${ending}`);
    };

    it('middleware that needs none of them works without any', () => {
      expect(run(without, `${BEARER} console.log(JSON.stringify([typeof idempotency, await ask('Bearer ada')]));`)).toEqual([
        'function',
        [200, { subject: 'ada' }],
      ]);
    });

    it.each([
      ['jose', JWT],
      ['@aws-sdk/client-dynamodb', DYNAMO],
    ])('the start of the app says that %s is missing', (name, script) => {
      const [error, message] = run(without, `${script} ${START}`) as [string, string];

      expect(error).toBe('ConfigurationError');
      expect(message).toContain('[missing-package]');
      expect(message).toContain(`npm install ${name}`);
    });

    it('tokens are checked with jose', () => {
      const script = `${JWT} console.log(JSON.stringify([await ask('Bearer ${TOKEN}'), (await ask('Bearer ${TOKEN}x'))[0]]));`;

      expect(run(withAll, script)).toEqual([[200, { subject: 'ada' }], 401]);
    });

    it('commands of the AWS SDK reach the client', () => {
      expect(run(withAll, `${DYNAMO} console.log(JSON.stringify([(await ask())[0], sent]));`)).toEqual([200, ['UpdateItemCommand']]);
    });
  });
});

describe('bundled by esbuild', () => {
  const bundle = async (project: UserProject, script: string, options: BuildOptions = {}) => {
    project.write('entry.mjs', script);
    const outfile = join(project.folder, 'bundle.mjs');
    const { warnings } = await esbuild({
      entryPoints: [join(project.folder, 'entry.mjs')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      minify: true,
      mainFields: ['module', 'main'],
      logLevel: 'silent',
      ...options,
    });
    expect(warnings).toEqual([]);
    expect(existsSync(outfile)).toBe(true);
    return { answer: () => runScript(NODES['24'], outfile), bytes: statSync(outfile).size };
  };

  it('an app that needs none of them is built without any', async () => {
    const { answer } = await bundle(without, `${BEARER} console.log(JSON.stringify(await ask('Bearer ada')));`);

    expect(answer()).toEqual([200, { subject: 'ada' }]);
  });

  it('an app that needs a missing one is built, and says so when it starts', async () => {
    const { answer } = await bundle(without, `${JWT} ${START}`);

    expect(answer()).toEqual(['ConfigurationError', expect.stringContaining('npm install jose')]);
  });

  it('an app that checks tokens holds all it needs', async () => {
    const { answer } = await bundle(withAll, `${JWT} console.log(JSON.stringify(await ask('Bearer ${TOKEN}')));`);

    expect(answer()).toEqual([200, { subject: 'ada' }]);
  });

  it('an app that only limits its clients holds no SDK and no token library', async () => {
    const { bytes } = await bundle(withAll, `${BEARER} console.log(JSON.stringify(await ask('Bearer ada')));`);
    const { bytes: plain } = await bundle(withAll, `${appWith('', '')} console.log(JSON.stringify(await ask()));`);

    expect(bytes - plain).toBeLessThan(20 * 1024);
  });
});
