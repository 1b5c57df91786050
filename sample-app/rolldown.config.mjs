// The Lambda package: `dist/` is what `template.yaml` deploys.
import { cp, glob, mkdir, rename, rm } from 'node:fs/promises';

/** Copies the web page beside the bundle. */
export const webPage = {
  name: 'web-page',
  writeBundle: ({ dir }) => cp('src/web', `${dir}/web`, { recursive: true }),
};

/** Keeps the source maps for reading stack traces, but out of the package. */
const sourceMapsApart = {
  name: 'source-maps-apart',
  async writeBundle({ dir }) {
    await rm('sourcemaps', { recursive: true, force: true });
    await mkdir('sourcemaps');
    for await (const map of glob('*.map', { cwd: dir })) await rename(`${dir}/${map}`, `sourcemaps/${map}`);
  },
};

/** @type {import('rolldown').RolldownOptions} */
export default {
  input: { handler: 'src/handler.ts' },
  platform: 'node',
  tsconfig: 'tsconfig.json', // the decorator metadata comes from here
  resolve: { mainFields: ['module', 'main'] }, // without it class-validator alone adds 400 KB
  output: {
    dir: 'dist',
    entryFileNames: '[name].mjs',
    // What not every start needs, such as most ways in which the SDK finds credentials, is in files of its own, and often never read.
    chunkFileNames: '[name]-[hash].mjs',
    minify: true,
    sourcemap: 'hidden',
    cleanDir: true,
  },
  plugins: [webPage, sourceMapsApart],
};
