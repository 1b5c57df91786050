// Runs before the suites that use the built package, so that a forgotten build says so.
import { existsSync } from 'node:fs';

const entry = new URL('../../dist/cjs/index.js', import.meta.url);

// biome-ignore lint/style/noDefaultExport: this is how Jest finds a global setup
export default function requireBuild() {
  if (!existsSync(entry)) throw new Error('These tests run against the built package: run `npm run build` first.');
}
