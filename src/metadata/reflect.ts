// The one place that installs the Reflect metadata polyfill, so that nobody can get the order of imports wrong.
// `/lite` has the same interface as the full polyfill without its own WeakMap fallbacks.
import 'reflect-metadata/lite';
