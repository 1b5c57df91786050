import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface Report {
  readonly growthInBytes: number;
  readonly growthOfDistinctInBytes: number;
  readonly sessions: { made: number; open: number };
  readonly warnings: string[];
  readonly wrong: string[];
}

it('50,000 invocations of all sorts, and as many that are never alike, leave nothing behind', () => {
  if (!existsSync(join(ROOT, 'dist/esm/index.js'))) throw new Error('dist is missing: npm run build');
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/soak.mjs', '50000'], { cwd: ROOT, encoding: 'utf8' });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as Report;
  expect([report.warnings, report.wrong, report.sessions.open]).toEqual([[], [], 0]);
  expect(report.sessions.made).toBeGreaterThan(5000);
  expect(report.growthInBytes).toBeLessThan(2 * 1_048_576);
  expect(report.growthOfDistinctInBytes).toBeLessThan(2 * 1_048_576);
  expect(status).toBe(0);
}, 120_000);
