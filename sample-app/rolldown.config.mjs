// The Lambda package: `dist/` is what `template.yaml` deploys.
import { cp } from 'node:fs/promises';

/** Copies the web page beside the bundle. */
export const webPage = {
  name: 'web-page',
  writeBundle: ({ dir }) => cp(new URL('./src/web/', import.meta.url), `${dir}/web`, { recursive: true }),
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
    codeSplitting: false,
    minify: true,
    sourcemap: 'hidden',
    sourcemapFileNames: '../sourcemaps/[name].mjs.map',
    cleanDir: true,
  },
  plugins: [webPage],
};
