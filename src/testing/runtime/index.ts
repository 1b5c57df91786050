// The entry `lambent/testing/runtime`: runs a bundled function under AWS's own runtime client, in a process of its own.
export type { Invocation, InvocationOptions, RuntimeError } from './invocation.js';
export { type LambdaRuntime, type RuntimeOptions, startRuntime } from './start-runtime.js';
