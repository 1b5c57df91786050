// Loads what checks tokens: when an app starts, and only for apps that check any.
import { ConfigurationError } from '../../errors/configuration-error.js';

type Jose = typeof import('jose');

let loading: Promise<Jose> | undefined;

/** Loads the package once; a failure is not kept, so that the next start tries again. Rejects with a `ConfigurationError`. */
export function loadJose(): Promise<Jose> {
  loading ??= import('jose').then(
    (jose) => jose,
    (error: unknown) => {
      loading = undefined;
      throw new ConfigurationError([
        {
          code: 'missing-package',
          message: `jwt() and cognito() check tokens with the package jose, which cannot be loaded: ${(error as Error | undefined)?.message}`,
          fix: 'Install it: npm install jose@6. When the app is bundled, bundle it too, or deploy it beside the bundle.',
        },
      ]);
    },
  );
  return loading;
}
