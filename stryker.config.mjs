// One run of mutation tests, as scripts/mutation.mjs asks for it: some of the source, changed in small ways, against some of the suites.
import { fileURLToPath } from 'node:url';
import jest from './jest.config.mjs';

const {
  MUTATION_SOURCES: sources = 'router/**/*.ts',
  MUTATION_SUITES: suites = 'unit/router/*',
  MUTATION_REPORT: report = 'report',
} = process.env;
const framework = jest.projects.find(({ displayName }) => displayName === 'framework');

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: sources.split(' ').map((source) => `src/${source}`),
  testRunner: 'jest',
  jest: {
    config: {
      ...framework,
      displayName: undefined,
      runner: fileURLToPath(new URL('scripts/mutation-runner.cjs', import.meta.url)),
      // Jest takes <rootDir> at the beginning only.
      testMatch: suites.split(' ').map((suite) => `${suite.startsWith('!') ? '!**' : '<rootDir>'}/test/${suite.replace('!', '')}.test.ts`),
    },
    // Jest does not always find them in a sandbox that it has not seen before, and then lets every change pass.
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Of whole suites, where Stryker reckons with single tests.
  timeoutMS: 30_000,
  tempDirName: 'coverage/mutation/sandbox',
  ignorePatterns: [
    '/*',
    '!/src',
    '!/src/**',
    '!/test',
    '!/test/**',
    '!/package.json',
    '!/tsconfig.json',
    '/test/runtime/**',
    '/test/package/**',
  ],
  reporters: ['json'],
  jsonReporter: { fileName: `coverage/mutation/${report}.json` },
  logLevel: 'warn',
  warnings: { slow: false },
};
