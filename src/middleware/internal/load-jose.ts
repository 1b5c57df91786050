// Loads what checks tokens: when an app starts, and only for apps that check any.
import { ConfigurationError } from '../../errors/configuration-error.js';

/** The part of it that checks: bundlers would take the whole package otherwise. */
type Jose = typeof import('jose/jwt/verify');

let loading: Promise<Jose> | undefined;

/** Loads the package once; a failure is not kept, so that the next start tries again. Rejects with a `ConfigurationError`. */
export function loadJose(): Promise<Jose> {
  loading ??= import('jose/jwt/verify').catch((error: unknown) => {
    loading = undefined;
    throw new ConfigurationError([
      {
        code: 'missing-package',
        message: `jwt() and cognito() check tokens with the package jose, which cannot be loaded: ${(error as Error | undefined)?.message}`,
        fix:
          'Install it: npm install jose@6. When the app is bundled, bundle it too, or deploy it beside the bundle. ' +
          "In tests, Jest has to convert jose and lambent: transformIgnorePatterns: ['/node_modules/(?!(jose|lambent)/)'].",
      },
    ]);
  });
  return loading;
}
