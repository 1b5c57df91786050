// The functions of this suite run under AWS's runtime client, which is installed apart: `npm run test:runtime` has it all ready.
import { fileURLToPath } from 'node:url';
import projects from '../../jest.config.mjs';

const framework = projects.projects.find(({ displayName }) => displayName === 'framework');

/** @type {import('jest').Config} */
export default {
  ...framework,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  displayName: 'runtime',
  roots: ['<rootDir>/test/runtime'],
  testMatch: ['<rootDir>/test/runtime/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 30_000,
};
