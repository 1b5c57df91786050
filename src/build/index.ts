// The entry `lambent/build`: plugins for bundlers. It belongs into build scripts; no deployed bundle holds any of it.
export type { EsbuildHost, EsbuildPlugin } from './esbuild-host.js';
export { lambentEsbuild } from './esbuild-plugin.js';
export { lambentRolldown, type RolldownHost, type RolldownPlugin, type RolldownSettings } from './rolldown-plugin.js';
