// One way to run a script in Redis or Valkey, through whichever client an app has. A script is atomic, and it is the one command that the
// clients cannot take for something else: handed options of another client, some of them leave those out without a word.
import type { OptionRule } from './check-options.js';

/** A client of `@redis/client` or `redis`, of `ioredis`, or of `@valkey/valkey-glide`; of a single server or of a cluster. */
export interface RedisClient {
  eval?(script: string, ...rest: never[]): Promise<unknown>;
  customCommand?(command: never): Promise<unknown>;
}

/** Runs a script on one key. */
export type RedisScript = (key: string, ...values: readonly string[]) => Promise<unknown>;

export const redisClient: OptionRule = {
  expected: 'a connected client of @redis/client, ioredis or @valkey/valkey-glide',
  accepts: (value) => kindOf(value) !== undefined,
};

/** Compiles a script for a client. */
export function compileScript(client: RedisClient, script: string): RedisScript {
  const run = client as {
    customCommand(command: string[]): Promise<unknown>;
    eval(script: string, ...rest: unknown[]): Promise<unknown>;
  };
  switch (kindOf(client)) {
    case 'glide':
      return (key, ...values) => run.customCommand(['EVAL', script, '1', key, ...values]);
    case 'ioredis':
      return (key, ...values) => run.eval(script, 1, key, ...values);
    default:
      return (key, ...values) => run.eval(script, { keys: [key], arguments: values });
  }
}

function kindOf(value: unknown): 'glide' | 'ioredis' | 'node-redis' | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const client = value as Record<string, unknown>;
  if (typeof client.customCommand === 'function') return 'glide';
  if (typeof client.eval !== 'function') return undefined;
  return typeof client.defineCommand === 'function' ? 'ioredis' : 'node-redis';
}
