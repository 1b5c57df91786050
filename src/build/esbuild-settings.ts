// What an app on Lambda needs of esbuild's options: fills in what the user left open, and names what breaks an app.
import type { EsbuildSettings, PluginMessage } from './esbuild-host.js';

/** Modern modules first: the main entry of class-validator is CommonJS, and comes whole. */
export const MAIN_FIELDS = ['es2015', 'module', 'main'];
/** The oldest runtime that the package supports. */
export const TARGET = 'node22';

// Declares nothing else: whatever it were called, code of the bundle could be called the same.
const DEFINE_REQUIRE = "const require = globalThis.process.getBuiltinModule('node:module').createRequire(import.meta.url);";

/** Gives options that were left open the values for Lambda. What the user gave stays. */
export function completeSettings(settings: EsbuildSettings): void {
  settings.platform ??= 'node';
  settings.target ??= TARGET;
  // Types that turn out to be interfaces are looked for in their modules (type-imports.ts).
  settings.logOverride = { 'import-is-undefined': 'silent', ...settings.logOverride };
  if (!settings.bundle) return;
  settings.mainFields ??= [...MAIN_FIELDS];
  const banner = settings.banner?.js;
  // CommonJS packages call require(), which an ES module does not have; a banner that speaks of it makes one already.
  if (settings.format !== 'esm' || settings.platform !== 'node' || /\brequire\b/.test(banner ?? '')) return;
  settings.banner = { ...settings.banner, js: banner === undefined ? DEFINE_REQUIRE : `${banner}\n${DEFINE_REQUIRE}` };
}

/** What of the options breaks an app (errors), or makes it slow (warnings). */
export function checkSettings({ mangleProps, mainFields, bundle }: EsbuildSettings): {
  errors: PluginMessage[];
  warnings: PluginMessage[];
} {
  const errors: PluginMessage[] = [];
  const warnings: PluginMessage[] = [];
  if (mangleProps) errors.push({ text: 'mangleProps renames methods and fields that decorators know by name: remove it' });
  if (bundle && mainFields && isBehind(mainFields, 'main', 'module')) {
    const text = `mainFields has "main" before "module": CommonJS comes whole (class-validator alone is 500 KB). Remove the option, or give ${JSON.stringify(MAIN_FIELDS)}`;
    warnings.push({ text });
  }
  return { errors, warnings };
}

/** Whether `later` is missing from a list that has `earlier`, or comes after it. */
function isBehind(names: readonly string[], earlier: string, later: string): boolean {
  const first = names.indexOf(earlier);
  const second = names.indexOf(later);
  return first >= 0 && (second < 0 || second > first);
}
