import type { LogFields, LoggerLike } from 'lambent';
import { createApp, createJsonLogger } from 'lambent';

/** The methods of Powertools' `Logger`. */
type Write = (input: string | ({ message: string } & LogFields), ...extra: [Error | string] | LogFields[]) => void;

describe('a logger of an app', () => {
  it('may be console, the one that is there by default, Powertools’, or an object with fields that may be missing', () => {
    const write: Write = () => {};
    const powertools = { debug: write, info: write, warn: write, error: write };
    const own = (_message: string, _fields?: Record<string, unknown>) => {};
    const loggers: LoggerLike[] = [console, createJsonLogger(), powertools, { debug: own, info: own, warn: own, error: own }];
    for (const logger of loggers) expect(createApp({ controllers: [], logger }).routes).toEqual([]);
  });

  it('takes what has no such methods for a mistake', async () => {
    // @ts-expect-error a logger has four methods
    await expect(createApp({ logger: { info: () => {} } }).ready()).rejects.toThrow('logger');
  });
});
