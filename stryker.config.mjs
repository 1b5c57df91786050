// What `npm run mutation` runs: one folder of the source, changed in small ways, against the suites that answer for it.
import jest from './jest.config.mjs';

/** The suites of a folder, those that find the most first. Others would notice a little more and take many times as long. */
export const SUITES = {
  router: ['unit/router/*', 'behaviour/conformance/{routing,paths}'],
  pipeline: ['unit/pipeline/*', 'behaviour/{pipeline,middleware-rules,errors}'],
  adapters: ['unit/adapters/*', 'contract/*'],
  binding: ['unit/binding/*'],
};

const { MUTATION_FOLDER: folder = 'router', MUTATION_FILES: files } = process.env;
const framework = jest.projects.find(({ displayName }) => displayName === 'framework');

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: (files ?? `${folder}/**/*.ts`).split(',').map((file) => `src/${file}`),
  testRunner: 'jest',
  jest: {
    config: { ...framework, displayName: undefined, testMatch: SUITES[folder].map((suite) => `<rootDir>/test/${suite}.test.ts`) },
    // Jest does not always find them in a sandbox that it has not seen before, and then lets every change pass.
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
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
  reporters: ['json', 'html'],
  jsonReporter: { fileName: `coverage/mutation/${folder}.json` },
  htmlReporter: { fileName: `coverage/mutation/${folder}.html` },
};
