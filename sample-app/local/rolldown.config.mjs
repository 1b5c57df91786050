// Compiles the local shop; what lies in node_modules stays there.
import { webPage } from '../rolldown.config.mjs';

/** @type {import('rolldown').RolldownOptions} */
export default {
  input: { start: 'local/start.ts' },
  platform: 'node',
  external: /^(lambent|@aws-sdk|class-|dynalite|jose)/,
  tsconfig: 'tsconfig.json',
  output: { dir: 'local/dist', entryFileNames: '[name].mjs', sourcemap: true, cleanDir: true },
  plugins: [webPage],
};
