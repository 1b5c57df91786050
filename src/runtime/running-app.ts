// An app that has started: what executing a request needs, and nothing else.
import type { AppContainer } from '../container/container.js';
import type { SharedStore, Store } from '../http/store.js';
import type { AppPlan } from '../plan/app-plan.js';
import type { Settings } from './settings.js';

/** What requests share. */
export interface RunningApp {
  readonly plan: AppPlan;
  readonly settings: Settings;
  readonly container: AppContainer;
  readonly shared: Store<SharedStore>;
  /** Whether start-up has finished: no handler runs before. */
  readonly life: { readonly isRunning: boolean };
  /** Warnings about how the app is set up, given once: a request cannot change what they say. */
  readonly warned: Set<string>;
}
