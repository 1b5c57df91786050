// Which folder of src/ may import which, and which packages: the table of ARCHITECTURE.md in a form that can be checked.

/** What the files of one folder may import besides each other. */
export interface FolderRule {
  /** Folders it may import anything from. */
  readonly from?: readonly string[];
  /** Folders it may import types from. */
  readonly typesFrom?: readonly string[];
  /** Packages and Node.js modules that it may load together with itself. Types of any package of the manifest, and `import()`, are free. */
  readonly packages?: readonly string[];
}

export type ImportTable = Readonly<Record<string, FolderRule>>;

const PLAN = ['metadata', 'container', 'router', 'binding', 'pipeline', 'http', 'errors', 'shared'];
const RUNTIME = ['plan', 'binding', 'pipeline', 'adapters', 'container', 'http', 'errors', 'logging', 'shared'];

/** A folder that is not listed may import nothing and be imported by nobody. */
export const IMPORT_TABLE: ImportTable = {
  shared: {},
  errors: { from: ['shared'] },
  logging: { from: ['shared', 'errors'] },
  metadata: { from: ['shared', 'errors'], typesFrom: ['http'], packages: ['reflect-metadata/lite'] },
  decorators: { from: ['metadata', 'binding', 'errors', 'shared'], typesFrom: ['http'] },
  container: { from: ['metadata', 'shared', 'errors', 'logging'], typesFrom: ['http'], packages: ['tsyringe'] },
  http: { from: ['shared', 'errors'], typesFrom: ['logging'] },
  router: { from: ['shared', 'errors'] },
  binding: { from: ['http', 'errors', 'shared', 'metadata'], packages: ['class-transformer'] },
  pipeline: { from: ['http', 'errors', 'shared'] },
  plan: { from: PLAN, typesFrom: ['logging'] },
  adapters: { from: ['http', 'errors', 'shared'] },
  runtime: { from: RUNTIME, typesFrom: ['router'], packages: ['node:async_hooks'] },
  events: { from: [...new Set([...PLAN, ...RUNTIME, 'runtime'])] },
  middleware: {
    from: ['http', 'errors', 'logging', 'shared'],
    typesFrom: ['pipeline', 'runtime'],
    packages: ['node:crypto', 'node:zlib', 'node:util', 'node:stream'],
  },
  testing: {
    from: ['runtime', 'adapters', 'http', 'shared'],
    typesFrom: ['container', 'plan'],
    packages: ['node:child_process', 'node:http', 'node:module', 'node:path', 'node:stream'],
  },
  node: {
    from: ['runtime', 'adapters', 'http', 'logging', 'errors', 'shared'],
    typesFrom: ['plan'],
    packages: ['node:http', 'node:stream'],
  },
  build: { packages: ['node:fs/promises', 'node:module', 'node:path'] },
};
