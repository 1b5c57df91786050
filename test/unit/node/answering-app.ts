// An app with one route for every method and path, whose answers are said by the test.
import { Ctx } from '../../../src/decorators/arguments.js';
import { Controller } from '../../../src/decorators/classes.js';
import { All } from '../../../src/decorators/routes.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import type { Logger } from '../../../src/logging/logger.js';
import type { App } from '../../../src/runtime/app-internals.js';
import { createApp } from '../../../src/runtime/create-app.js';

/** What was logged, as it was logged. */
export type Logs = [level: string, message: string, fields: unknown][];

export interface AnsweringApp {
  readonly app: App;
  /** Everything logged above `debug`. */
  readonly logs: Logs;
  /** How often the shutdown hook ran. */
  shutdowns(): number;
}

/** Makes an app that answers every request with what `answer` gives. */
export function answeringApp(
  answer: (ctx: RequestContext) => unknown,
  { maxBodyBytes = 1000, onInit = async () => {}, onShutdown = async () => {} } = {},
): AnsweringApp {
  const logs: Logs = [];
  const log = (level: string) => (message: string, fields?: unknown) => void logs.push([level, message, fields]);
  const logger: Logger = { debug() {}, info: log('info'), warn: log('warn'), error: log('error') };
  let shutdowns = 0;

  @Controller()
  class Everything {
    onInit() {
      return onInit();
    }
    @All(['/', '/*rest'])
    async answer(@Ctx() ctx: RequestContext) {
      return answer(ctx);
    }
    onShutdown() {
      shutdowns += 1;
      return onShutdown();
    }
  }
  const app = createApp({ controllers: [Everything], limits: { bodyBytes: maxBodyBytes }, logger });
  return { app, logs, shutdowns: () => shutdowns };
}
