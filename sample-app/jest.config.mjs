const typescript = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
  },
  module: { type: 'commonjs' },
};
const javascript = { jsc: { target: 'es2022' }, module: { type: 'commonjs' } };

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.ts$': ['@swc/jest', typescript], '\\.js$': ['@swc/jest', javascript] },
  // Jest loads CommonJS: jose, which checks tokens, comes as ES modules, and lambent imports it when an app starts.
  transformIgnorePatterns: ['/node_modules/(?!(jose|lambent)/)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
