// Packs the built package once for all suites of this folder, as `npm publish` would.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import requireBuild from './require-build.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

// biome-ignore lint/style/noDefaultExport: this is how Jest finds a global setup
export default function packPackage() {
  requireBuild();
  const folder = mkdtempSync(join(tmpdir(), 'lambent-packed-'));
  const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }));
  process.env.LAMBENT_TARBALL = join(folder, packed.filename);
  globalThis.removePackedPackage = () => rmSync(folder, { recursive: true, force: true });
}
