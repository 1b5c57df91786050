// Bundles the functions of this suite the way users bundle theirs.
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** @type {import('rolldown').RolldownOptions} */
export default {
  input: Object.fromEntries(['faults', 'fails-first', 'misconfigured', 'broken'].map((name) => [name, `${here}${name}.ts`])),
  platform: 'node',
  tsconfig: `${here}tsconfig.json`, // the decorator metadata comes from here
  resolve: { mainFields: ['module', 'main'] },
  output: { dir: `${here}dist`, entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs', minify: true, cleanDir: true },
};
