// createApp: from options to an app that answers events.
import type { Context } from 'aws-lambda';
import { detectSource } from '../adapters/detect.js';
import { AppContainer } from '../container/container.js';
import type { Provider } from '../container/providers.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { SharedStore } from '../http/store.js';
import type { AppPlan, RouteInfo, RouteSlot } from '../plan/app-plan.js';
import { checkOptions } from '../plan/check-options.js';
import type { AppOptions } from '../plan/options.js';
import { planApp } from '../plan/plan-app.js';
import { ProblemList } from '../plan/problem-list.js';
import { type App, type Handler, INTERNALS } from './app-internals.js';
import { bufferedWriter } from './buffered-writer.js';
import { timeLeft } from './deadline.js';
import { executeRequest } from './execute-request.js';
import { Lifecycle } from './lifecycle.js';
import { MemoryStore } from './memory-store.js';
import type { RunningApp } from './running-app.js';
import { readSettings } from './settings.js';
import { streamTo, tagForStreaming } from './stream-handler.js';

/**
 * Makes an app.
 *
 * Never throws for a mistake in the configuration: `ready()` and every invocation reject with it, so that tests and deploy checks see it
 * whole. Start-up begins at once, in the init phase of the environment.
 *
 * @example
 * export const app = createApp({ prefix: '/v1', controllers: [TodoController] });
 * export const handler = app.handler;
 */
export function createApp(options: AppOptions): App {
  return assembleApp(options, []);
}

/** `createApp(options).handler`, for those who need only that. */
export function createHandler(options: AppOptions): Handler {
  return createApp(options).handler;
}

/** An app some of whose providers are replaced, from the start: what they replace is never built. */
export function assembleApp(given: AppOptions, overrides: readonly Provider[]): App {
  const problems = new ProblemList();
  const options = optionsOrNone(given, problems);
  const settings = readSettings(options);
  const plan = planOrReport(options, problems);
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
  return exposeApp(running, life, options, overrides);
}

function exposeApp(running: RunningApp, life: Lifecycle, options: AppOptions, overrides: readonly Provider[]): App {
  const { plan, settings, container } = running;
  /** Start-up that takes longer than the invocation has is answered like any request that does. */
  const started = (context: Context) => life.ready(timeLeft(context, settings.deadlineReserveMs));
  let routes: readonly RouteInfo[] | undefined;
  return {
    // A literal async function of two parameters: the runtime tells handlers by that.
    handler: async (event, context) => {
      if (!life.isRunning) await started(context);
      const result = executeRequest(running, detectSource(event), event, context, bufferedWriter);
      // Returning a promise as it is takes three turns of the queue.
      return result instanceof Promise ? await result : result;
    },
    streamHandler: tagForStreaming(async (event, responseStream, context) => {
      if (!life.isRunning) await started(context);
      await streamTo(running, detectSource(event), event, responseStream, context);
    }),
    ready: () => life.ready(),
    close: () => life.close(),
    get routes() {
      routes ??= Object.freeze(plan.routes.flatMap(describeRoute));
      return routes;
    },
    resolve: (token) => {
      if (!life.isRunning) throw new Error('The app has not started yet: await app.ready() before resolve().');
      return container.resolve(token);
    },
    [INTERNALS]: {
      options,
      maxBodyBytes: settings.limits.bodyBytes,
      execute: (source, event, context, writer) => {
        if (life.isRunning) return executeRequest(running, source, event, context, writer);
        return started(context).then(() => executeRequest(running, source, event, context, writer));
      },
      withOverrides: (more) => assembleApp(options, [...overrides, ...more]),
    },
  };
}

function optionsOrNone(given: AppOptions | undefined, problems: ProblemList): AppOptions {
  if (given !== undefined && given !== null) return given;
  problems.add({ code: 'no-options', message: `createApp was given ${String(given)}`, fix: 'give it an object of AppOptions' });
  return {};
}

/** What is so far from the expected shape that planning throws is a mistake like any other: `createApp` does not throw for it. */
function planOrReport(options: AppOptions, problems: ProblemList): AppPlan {
  try {
    checkOptions(options, problems);
    return planApp(options, problems);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    problems.add({
      code: 'unreadable-options',
      message: `The options of createApp cannot be read: ${message}`,
      fix: 'compare them with AppOptions',
    });
    return planApp({}, problems);
  }
}

/** Services, and then what middleware has to get ready, all at once. */
function startAll(container: AppContainer, starts: AppPlan['starts']): void | Promise<void> {
  const started = container.start();
  if (starts.length === 0) return started;
  return Promise.all([started, ...starts.map((start) => start())]).then(() => undefined);
}

function describeRoute({ plan: { methods, pattern, handler } }: RouteSlot): RouteInfo[] {
  const { owner, member } = handler!;
  return methods.map((method) => Object.freeze({ method, path: pattern!.text, controller: owner, handler: String(member) }));
}
