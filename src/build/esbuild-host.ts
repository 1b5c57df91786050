// The part of esbuild's plugin interface that is used here, so that the package's types need neither esbuild nor its version.

/** A plugin for `plugins` of esbuild's build(). */
export interface EsbuildPlugin {
  readonly name: string;
  setup(build: EsbuildHost): void;
}

/** What esbuild hands to a plugin. */
export interface EsbuildHost {
  readonly initialOptions: EsbuildSettings;
  readonly esbuild: { build(options: ProbeOptions): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }> };
  resolve(path: string, options: { kind: 'import-statement'; resolveDir: string }): Promise<{ readonly errors: readonly unknown[] }>;
  onStart(callback: () => { readonly errors?: PluginMessage[]; readonly warnings?: PluginMessage[] }): void;
  onResolve(options: { filter: RegExp }, callback: (file: { readonly path: string }) => ResolvedModule): void;
  onLoad(
    options: { filter: RegExp; namespace?: string },
    callback: (file: FileToLoad) => LoadedModule | undefined | Promise<LoadedModule | undefined>,
  ): void;
}

/** Options of build() that are read, and those that are given a value where the user gave none. */
export interface EsbuildSettings {
  bundle?: boolean | undefined;
  format?: string | undefined;
  platform?: string | undefined;
  target?: string | string[] | undefined;
  mainFields?: string[] | undefined;
  banner?: { [type: string]: string } | undefined;
  logOverride?: { [message: string]: 'silent' | 'verbose' | 'debug' | 'info' | 'warning' | 'error' } | undefined;
  readonly sourcemap?: unknown;
  readonly mangleProps?: RegExp | undefined;
  readonly loader?: { readonly [extension: string]: string } | undefined;
  readonly absWorkingDir?: string | undefined;
  readonly tsconfig?: string | undefined;
  readonly tsconfigRaw?: string | object | undefined;
}

/** A build of one file that only tells how its tsconfig.json is understood. */
export interface ProbeOptions {
  readonly entryPoints: string[];
  readonly write: false;
  readonly format: 'esm';
  readonly target: string;
  readonly logLevel: 'silent';
  readonly plugins: { name: string; setup(build: EsbuildHost): void }[];
  absWorkingDir?: string;
  tsconfig?: string;
  tsconfigRaw?: string;
}

/** A file that a bundler asks for. */
export interface FileToLoad {
  readonly path: string;
  readonly namespace: string;
  readonly with?: { readonly [name: string]: string };
}

/** A module's text, or what is wrong with it; `undefined` leaves it to esbuild. */
export interface LoadedModule {
  readonly contents?: string;
  readonly loader?: 'js' | 'ts' | 'tsx';
  readonly watchFiles?: string[];
  readonly errors?: PluginMessage[];
}

type ResolvedModule = { path: string; namespace: string } | undefined;

/** A warning or an error in a build's output. */
export interface PluginMessage {
  readonly text: string;
}
