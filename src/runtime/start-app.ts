// From options to something that is started and can execute events.
import type { Context } from 'aws-lambda';
import { detectSource } from '../adapters/detect.js';
import { AppContainer } from '../container/container.js';
import type { Provider } from '../container/providers.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { SharedStore } from '../http/store.js';
import type { AppPlan } from '../plan/app-plan.js';
import { checkOptions } from '../plan/check-options.js';
import type { AppOptions } from '../plan/options.js';
import { planApp } from '../plan/plan-app.js';
import { ProblemList } from '../plan/problem-list.js';
import type { Handler } from './app-internals.js';
import { bufferedWriter } from './buffered-writer.js';
import { timeLeft } from './deadline.js';
import { executeRequest } from './execute-request.js';
import { Lifecycle } from './lifecycle.js';
import { MemoryStore } from './memory-store.js';
import type { RunningApp } from './running-app.js';
import { readSettings } from './settings.js';

/** An app that has begun to start. */
export interface StartedApp {
  readonly running: RunningApp;
  readonly life: Lifecycle;
  /** As they were given, or none where they were not. */
  readonly options: AppOptions;
}

/** Plans and begins to start an app. Never throws: mistakes are what its start-up fails with. */
export function startApp(given: AppOptions, overrides: readonly Provider[]): StartedApp {
  const problems = new ProblemList();
  const options = optionsOrNone(given, problems);
  const settings = readOrReport(readSettings, options, problems);
  const plan = readOrReport((read) => planChecked(read, problems), options, problems);
  const container = new AppContainer({ providers: plan.providers, overrides, roots: plan.roots, logger: settings.logger });
  for (const problem of container.problems) problems.add(problem);
  const mistakes = problems.problems.length > 0 ? new ConfigurationError(problems.problems) : undefined;
  const life = new Lifecycle({
    start: () => {
      if (mistakes) throw mistakes;
      return startAll(container, plan.starts);
    },
    close: () => (mistakes ? Promise.resolve() : container.close()),
  });
  const running: RunningApp = { plan, settings, container, shared: new MemoryStore<SharedStore>(), life, warned: new Set() };
  life.begin();
  return { running, life, options };
}

/** Waits for start-up; one that takes longer than the invocation has is answered like any request that does. */
export function whenStarted({ running, life }: StartedApp, context: Context): Promise<void> {
  return life.ready(timeLeft(context, running.settings.deadlineReserveMs));
}

/** The handler of an app. */
export function handlerOf(app: StartedApp): Handler {
  const { running, life } = app;
  // A literal async function of two parameters: the runtime tells handlers by that.
  return async (event, context) => {
    if (!life.isRunning) await whenStarted(app, context);
    const result = executeRequest(running, detectSource(event), event, context, bufferedWriter);
    // Returning a promise as it is takes three turns of the queue.
    return result instanceof Promise ? await result : result;
  };
}

function optionsOrNone(given: AppOptions | undefined, problems: ProblemList): AppOptions {
  if (given !== undefined && given !== null) return given;
  problems.add({ code: 'no-options', message: `createApp was given ${String(given)}`, fix: 'give it an object of AppOptions' });
  return {};
}

function planChecked(options: AppOptions, problems: ProblemList): AppPlan {
  checkOptions(options, problems);
  return planApp(options, problems);
}

/** What is so far from the expected shape that reading it throws is a mistake like any other: `createApp` does not throw for it. */
function readOrReport<T>(read: (options: AppOptions) => T, options: AppOptions, problems: ProblemList): T {
  try {
    return read(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What has been found to be wrong with them is the likely reason, in better words.
    if (problems.problems.length === 0) {
      problems.add({
        code: 'unreadable-options',
        message: `The options of createApp cannot be read: ${message}`,
        fix: 'compare them with AppOptions',
      });
    }
    return read({});
  }
}

/** Services, and then what middleware has to get ready, all at once. */
function startAll(container: AppContainer, starts: AppPlan['starts']): void | Promise<void> {
  const started = container.start();
  if (starts.length === 0) return started;
  return Promise.all([started, ...starts.map((start) => start())]).then(() => undefined);
}
