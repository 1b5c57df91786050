// Where node:http comes from.

/**
 * Node's HTTP module, loaded when a server is started.
 *
 * Not a static import: in an ES module that reads every export of `node:http`, one of which loads the fetch implementation (20 ms).
 */
export function loadHttp(): typeof import('node:http') {
  return process.getBuiltinModule('node:http');
}
