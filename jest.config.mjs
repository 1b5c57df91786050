// The suites, one project per question: `npx jest --selectProjects package`, or a path as usual: `npx jest test/unit/router`.
// `package` and `sample-app` run against the built package (dist): `npm run build` first; `npm test` does it by itself.
import sampleApp from './sample-app/jest.config.mjs';

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
};

// Jest loads CommonJS: packages that come as ES modules only are converted on the way in.
const moduleOnly = 'jose|@middy|arktype|@ark|arkregex';

const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc],
    [`/node_modules/(${moduleOnly})/.+\\.js$`]: ['@swc/jest', { ...swc, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${moduleOnly})/)`],
};
const relativeSources = { '^(\\.{1,2}/.*)\\.js$': '$1', '^@middy/([\\w-]+)$': '<rootDir>/node_modules/@middy/$1/index.js' };

/** The framework under test is its source. */
const fromSource = {
  ...base,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  moduleNameMapper: { ...relativeSources, '^lambent$': '<rootDir>/src/index.ts', '^lambent/(.*)$': '<rootDir>/src/$1' },
};

const built = ['<rootDir>/test/package/', '<rootDir>/test/architecture/', '<rootDir>/test/runtime/'];

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...fromSource,
      displayName: 'framework',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...built],
    },
    { ...fromSource, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.test.ts'] },
    {
      ...base,
      displayName: 'package',
      roots: ['<rootDir>/test/package'],
      testMatch: ['<rootDir>/test/package/**/*.test.ts'],
      moduleNameMapper: relativeSources,
      globalSetup: '<rootDir>/test/package/pack-package.mjs',
      globalTeardown: '<rootDir>/test/package/remove-package.mjs',
    },
    {
      ...sampleApp,
      displayName: 'sample-app',
      rootDir: 'sample-app',
      testPathIgnorePatterns: ['/node_modules/', ...(process.env.WITHOUT_BROWSER ? ['/test/browser\\.test\\.ts$'] : [])],
      globalSetup: '<rootDir>/../test/package/require-build.mjs',
    },
  ],
};
