// A stream that failed after its first byte: no other answer can be given, so the failure has to reach the runtime.

/** Carries the failure through the steps that would otherwise answer it. */
export class BrokenStreamError extends Error {
  constructor(override readonly cause: unknown) {
    super('The response broke while it was streamed');
  }
}
