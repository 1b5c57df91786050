// An app that answers every request with what it saw of it.
import { All, type App, type AppOptions, Controller, createApp, type RequestContext } from '../../../src/index.js';
import { silentLogger } from './silent-logger.js';

/** What the echo saw. */
export interface Seen {
  readonly source: string;
  readonly method: string;
  readonly path: string;
  readonly route: string | null;
  readonly params: Record<string, string>;
  readonly query: [string, string][];
  readonly headers: [string, string][];
  readonly cookies: [string, string][];
  readonly cookieHeader: string | null;
  readonly clientIp: string | null;
  /** Address of the web `Request`. */
  readonly url: string;
  /** Headers of the web `Request`. */
  readonly webHeaders: [string, string][];
}

@Controller()
class Echo {
  @All(['/', '/*rest'])
  echo(ctx: RequestContext): Seen {
    return {
      source: ctx.source,
      method: ctx.method,
      path: ctx.path,
      route: ctx.route,
      params: { ...ctx.params },
      query: [...ctx.query],
      headers: [...ctx.headers],
      cookies: [...ctx.cookies],
      cookieHeader: ctx.headers.get('cookie') ?? null,
      clientIp: ctx.clientIp ?? null,
      url: ctx.req.url,
      webHeaders: [...ctx.req.headers],
    };
  }
}

/** The app itself; options are added to its own. */
export function echoApp(options: AppOptions = {}): App {
  return createApp({ controllers: [Echo], logger: silentLogger, ...options });
}
