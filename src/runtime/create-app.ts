// createApp: from options to an app that answers events.
import { detectSource } from '../adapters/detect.js';
import type { Provider } from '../container/providers.js';
import type { RouteInfo, RouteSlot } from '../plan/app-plan.js';
import type { AppOptions } from '../plan/options.js';
import { type App, type Handler, INTERNALS } from './app-internals.js';
import { executeRequest } from './execute-request.js';
import { handlerOf, startApp, whenStarted } from './start-app.js';
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

/** `createApp(options).handler`, for those who need only that: what streams answers stays out of their bundle. */
export function createHandler(options: AppOptions): Handler {
  return handlerOf(startApp(options, []));
}

/** An app some of whose providers are replaced, from the start: what they replace is never built. */
export function assembleApp(given: AppOptions, overrides: readonly Provider[]): App {
  const app = startApp(given, overrides);
  const { running, life, options } = app;
  const { plan, settings, container } = running;
  let routes: readonly RouteInfo[] | undefined;
  return {
    handler: handlerOf(app),
    streamHandler: tagForStreaming(async (event, responseStream, context) => {
      if (!life.isRunning) await whenStarted(app, context);
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
        return whenStarted(app, context).then(() => executeRequest(running, source, event, context, writer));
      },
      withOverrides: (more) => assembleApp(options, [...overrides, ...more]),
    },
  };
}

function describeRoute({ plan: { methods, pattern, handler } }: RouteSlot): RouteInfo[] {
  const { owner, member } = handler!;
  return methods.map((method) => Object.freeze({ method, path: pattern!.text, controller: owner, handler: String(member) }));
}
