// Whether bytes are text, asked of node only when somebody has bytes.

let check: ((bytes: Uint8Array) => boolean) | undefined;

/** Whether bytes are valid UTF-8. Node's module is looked up on first use: importing it would cost every cold start 0.1 to 0.2 ms. */
export function isUtf8(bytes: Uint8Array): boolean {
  check ??= process.getBuiltinModule('node:buffer').isUtf8;
  return check(bytes);
}
