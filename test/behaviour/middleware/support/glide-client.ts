// What the stores can reach of a client of @valkey/valkey-glide, over a connection of another client: the package itself is 17 MB of machine code.
import type { createClient } from '@redis/client';

/**
 * Has the commands that Glide has, and their ways: `set` takes its options by other names than its peers and looks past what it does not
 * know, there is no `eval`, and whatever has no method of its own goes through `customCommand`, arguments in one list.
 */
export class GlideClient {
  constructor(private readonly connection: Pick<ReturnType<typeof createClient>, 'sendCommand'>) {}

  async customCommand(args: (string | Buffer)[], options?: { decoder?: number }): Promise<unknown> {
    if (!Array.isArray(args) || args.some((arg) => typeof arg !== 'string' && !Buffer.isBuffer(arg))) {
      throw new TypeError('customCommand takes one list of texts or bytes');
    }
    if (options !== undefined && typeof options !== 'object') throw new TypeError('The options of customCommand are an object');
    return this.connection.sendCommand(args);
  }

  get(key: string): Promise<unknown> {
    return this.customCommand(['GET', key]);
  }

  set(key: string, value: string, options?: { expiry?: { type: 'EX' | 'PX'; count: number }; conditionalSet?: string }): Promise<unknown> {
    const expiry = options?.expiry ? [options.expiry.type, String(options.expiry.count)] : [];
    return this.customCommand(['SET', key, value, ...expiry]);
  }

  invokeScript(): Promise<unknown> {
    return Promise.reject(new TypeError('invokeScript takes an instance of Script, which only the package itself can make'));
  }
}
