// The Lambda package: `dist/` is what `template.yaml` deploys.
import { cp, mkdir, rename } from 'node:fs/promises';

/** Copies the web page beside the bundle. */
export const webPage = {
  name: 'web-page',
  writeBundle: ({ dir }) => cp('src/web', `${dir}/web`, { recursive: true }),
};

/** Keeps the source map for reading stack traces, but out of the package. */
const sourceMapApart = {
  name: 'source-map-apart',
  async writeBundle({ dir }) {
    await mkdir('sourcemaps', { recursive: true });
    await rename(`${dir}/handler.mjs.map`, 'sourcemaps/handler.mjs.map');
  },
};

/** @type {import('rolldown').RolldownOptions} */
export default {
  input: { handler: 'src/handler.ts' },
  platform: 'node',
  tsconfig: 'tsconfig.json', // the decorator metadata comes from here
  resolve: { mainFields: ['module', 'main'] }, // without it class-validator alone adds 400 KB
  output: { dir: 'dist', entryFileNames: '[name].mjs', codeSplitting: false, minify: true, sourcemap: 'hidden', cleanDir: true },
  plugins: [webPage, sourceMapApart],
};
