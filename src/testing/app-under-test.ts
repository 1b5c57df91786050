// The app a test client talks to: the one given, one made from options, or a fresh one with some providers replaced.
import type { Provider } from '../container/providers.js';
import type { AppOptions } from '../plan/options.js';
import type { App } from '../runtime/app-internals.js';
import { internalsOf } from '../runtime/app-internals.js';
import { assembleApp } from '../runtime/create-app.js';
import type { TestRequest } from './request-verbs.js';

/** What both test clients can be told about the app. */
export interface AppUnderTestOptions {
  /** Providers that take the place of the app's own, in a fresh app made from the same options; the given app stays untouched. */
  override?: readonly Provider[] | undefined;
  /** Fields of the Lambda context of every invocation. */
  context?: TestRequest['context'];
  /** Fields of the raw event, merged into every one of this client. */
  event?: TestRequest['event'];
}

/** What both test clients offer beside their verbs. */
export interface AppUnderTest {
  /** The app that is tested: with `override` the fresh one. */
  readonly app: App;
  /** Closes that app: its shutdown hooks run. Nothing is closed otherwise. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Finds or makes the app to test. */
export function appUnderTest(target: App | AppOptions, override: readonly Provider[] = []): AppUnderTest {
  const app = findApp(target, override);
  const close = () => app.close();
  return { app, close, [Symbol.asyncDispose]: close };
}

function findApp(target: App | AppOptions, override: readonly Provider[]): App {
  if (!isApp(target)) return assembleApp(target, override);
  return override.length > 0 ? internalsOf(target).withOverrides(override) : target;
}

function isApp(target: App | AppOptions): target is App {
  return typeof (target as Partial<App>).handler === 'function';
}
