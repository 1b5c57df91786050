// Bundles the apps, all in the same way: minified, for Node.js, packages in the most modern form that they come in.
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'bench');
const output = join(folder, 'dist');

/** What ES modules need that carry CommonJS dependencies. */
const REQUIRE = `import { createRequire as createRequireHere } from 'node:module';
const require = createRequireHere(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`;

/** In the order of the table. `options` go to esbuild. */
export const apps = [
  { name: 'raw', title: 'written by hand', entry: 'raw.mjs' },
  { name: 'lambent', title: 'Lambent, class-validator', entry: 'lambent.ts' },
  // As an ES module it would import `node:http` whole, and with it Node's fetch.
  { name: 'middy', title: 'Middy, ajv compiled ahead', entry: 'middy.mjs', format: 'cjs' },
  { name: 'hono', title: 'Hono, zod', entry: 'hono.mjs' },
  { name: 'powertools', title: 'Powertools event handler, zod', entry: 'powertools.mjs' },
  {
    name: 'nest',
    title: 'NestJS on express, class-validator',
    entry: 'nest.ts',
    options: { external: ['@nestjs/microservices', '@nestjs/microservices/*', '@nestjs/websockets/*', 'class-transformer/storage'] },
  },
];

/** Bundles one app as it is in a folder of apps; gives the file and its size in bytes. */
export async function bundle({ name, entry, format = 'esm', options }, appsFolder = 'apps') {
  const outfile = join(output, appsFolder, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [join(folder, appsFolder, entry)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format,
    mainFields: ['es2015', 'module', 'main'],
    legalComments: 'none',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [decorators, schema, packageUnderTest],
    ...(format === 'esm' && name !== 'raw' && { banner: { js: REQUIRE } }),
    ...options,
  });
  const code = readFileSync(outfile);
  return { file: outfile, bytes: code.length, gzip: gzipSync(code, { level: 9 }).length };
}

/** esbuild does not write down the types that decorators want to know. */
const decorators = {
  name: 'decorators',
  setup({ onLoad }) {
    onLoad({ filter: /bench[\\/](larger[\\/])?apps[\\/].*\.ts$/ }, ({ path }) => {
      const compilerOptions = { target: 'es2022', module: 'esnext', experimentalDecorators: true, emitDecoratorMetadata: true };
      return { contents: ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions }).outputText };
    });
  },
};

/** Middy's own advice: schemas are compiled when the app is built. */
const schema = {
  name: 'schema',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^compiled-schema\// }, ({ path }) => ({ path: path.slice('compiled-schema/'.length), namespace: 'schema' }));
    onLoad({ filter: /.*/, namespace: 'schema' }, async ({ path }) => {
      const [{ default: Ajv }, { default: addFormats }, { default: standalone }] = await Promise.all([
        import('ajv'),
        import('ajv-formats'),
        import('ajv/dist/standalone/index.js'),
      ]);
      const ajv = new Ajv({ allErrors: true, code: { source: true, esm: true } });
      addFormats(ajv, ['email']);
      return { contents: standalone(ajv, ajv.compile(schemas[path])), resolveDir: folder };
    });
  },
};

const text = { type: 'string', minLength: 1, maxLength: 100 };
const email = { type: 'string', format: 'email' };
const age = { type: 'integer', minimum: 18 };
const order = { type: 'object', required: ['id', 'name', 'email'], properties: { id: { type: 'integer' }, name: text, email, age } };

const schemas = {
  user: eventWith({ type: 'object', required: ['name', 'email'], properties: { name: text, email, age } }),
  orders: eventWith({ type: 'object', required: ['orders'], properties: { orders: { type: 'array', items: order } } }),
};

function eventWith(body) {
  return { type: 'object', required: ['body'], properties: { body } };
}

/** The built package, and for it and its app one copy of what they share. */
const packageUnderTest = {
  name: 'package-under-test',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^lambent$/ }, () => ({ path: join(root, 'dist/esm/index.js') }));
    onResolve({ filter: /^class-(validator|transformer)$/ }, ({ path, importer, kind, pluginData }) => {
      const isOurs = importer.endsWith('lambent.ts') && pluginData !== 'resolved';
      return isOurs ? resolve(path, { resolveDir: root, kind, pluginData: 'resolved' }) : undefined;
    });
  },
};
