// What to do where the compiler left out the types that decorators want: the same for every place that misses one.

/** The fix, up to a point where another can follow. */
export const MISSING_TYPES_FIX =
  'compile with emitDecoratorMetadata (tsc, swc, rolldown) or, with esbuild, which has no such option, add plugins: [lambentEsbuild()] from lambent/build (docs/bundling.md), for tsx and Vitest 3 what docs/testing.md names';
