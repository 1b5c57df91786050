// The entry `lambent/node`: an app as a server of its own.
export type { NodeServer } from './node-server.js';
export { serve } from './serve.js';
export type { ServeOptions } from './serve-options.js';
