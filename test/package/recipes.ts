// The recipes of docs/bundling.md, as they stand there, and what each deployment tool does with them: the commands and options they give to esbuild.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PAGE = readFileSync(resolve(__dirname, '../../docs/bundling.md'), 'utf8');

/** The block of the page whose first line names this file. */
export function recipe(file: string): string {
  const block = new RegExp(`\`\`\`\\w+\\n(?://|#) ${file.replaceAll('.', '\\.')}\\n([^]*?)\`\`\``).exec(PAGE)?.[1];
  if (block === undefined) throw new Error(`docs/bundling.md has no block for ${file}`);
  return block;
}

/** A command that the page tells to run, found by how it begins, cut off before the tool's own. */
export function command(beginning: string): string[] {
  const found = new RegExp(`\`(${beginning}[^\`]*)\``).exec(PAGE)?.[1];
  if (found === undefined) throw new Error(`docs/bundling.md has no command ${beginning}`);
  return found.split(' && ')[0]!.split(' ');
}

/** Values of `key: value` lines of a recipe in YAML. */
export function yamlValues(text: string): Record<string, string> {
  return Object.fromEntries(Array.from(text.matchAll(/^ *(\w+): (\S.*)$/gm), ([, key, value]) => [key!, value!]));
}

/** esbuild's arguments by `sam build`: the entry, then its defaults, then BuildProperties, `TwoWords` as `--two-words`. */
export function samArguments(yaml: string, artifacts: string): string[] {
  const { EntryPoints, Minify, ...others } = yamlValues(yaml.slice(yaml.indexOf('BuildProperties:')));
  const entry = /\[(.*)\]/.exec(EntryPoints ?? '')?.[1] ?? '';
  const defaults = ['--bundle', '--platform=node', `--outdir=${artifacts}`];
  if (others.Target === undefined) defaults.push('--target=es2020');
  if (others.Format === undefined) defaults.push('--format=cjs');
  if (Minify !== 'false') defaults.push('--minify');
  const given = Object.entries(others).map(([key, value]) => `--${key.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}=${value}`);
  return [entry, ...defaults, ...given];
}

/** esbuild's arguments by CDK's NodejsFunction, from its `entry` and `bundling`. */
export function cdkArguments(typescript: string, output: string): string[] {
  const entry = /entry: '(.*)'/.exec(typescript)?.[1] ?? '';
  const mainFields = Array.from((/mainFields: \[(.*?)\]/.exec(typescript)?.[1] ?? '').matchAll(/'(\w+)'/g), ([, field]) => field);
  return [
    '--bundle',
    entry,
    '--target=node24',
    '--platform=node',
    `--outfile=${join(output, 'index.js')}`,
    ...(typescript.includes('minify: true') ? ['--minify'] : []),
    '--external:@aws-sdk/*',
    '--external:@smithy/*',
    ...(mainFields.length > 0 ? [`--main-fields=${mainFields.join(',')}`] : []),
  ];
}

/**
 * A script that does what Serverless Framework 4 does: its defaults, the answer of `configFile`, the values of serverless.yml, and what it
 * sets in any case.
 */
export function serverlessScript(yaml: string): string {
  const { configFile, minify, handler } = yamlValues(yaml);
  const source = handler?.replace(/\.\w+$/, '');
  return `import { build } from 'esbuild';
    const config = ${configFile === undefined ? '{}' : `await (await import('${configFile}')).default()`};
    await build({
      bundle: true, minify: ${minify ?? false}, sourcemap: true, ...config,
      platform: 'node', external: ['@aws-sdk/*'], entryPoints: [process.cwd() + '/${source}.ts'],
      outfile: process.cwd() + '/.serverless/build/${source}.js', logLevel: 'error',
    });`;
}

/** A script that does what serverless-esbuild does with `custom.esbuild`. */
export function serverlessEsbuildScript(yaml: string): string {
  const { plugins, minify, handler } = yamlValues(yaml.slice(yaml.indexOf('custom:')));
  const source = handler?.replace(/\.\w+$/, '');
  return `const esbuild = require('esbuild');
    const plugins = ${plugins === undefined ? '[]' : `require(require('node:path').join(process.cwd(), '${plugins}'))`};
    (async () => {
      const context = await esbuild.context({
        bundle: true, target: 'node24', external: ['aws-sdk'], platform: 'node', minify: ${minify ?? false}, plugins,
        entryPoints: ['${source}.ts'], outdir: '.esbuild/.build/src',
      });
      await context.rebuild();
      await context.dispose();
    })();`;
}

/** A script that bundles `entry` as SST 3 does, which runs no plugins. */
export function sstScript(entry: string, output: string): string {
  const banner = [
    `import { createRequire as topLevelCreateRequire } from 'module';`,
    'const require = topLevelCreateRequire(import.meta.url);',
    `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
    'const __filename = topLevelFileUrlToPath(import.meta.url)',
    'const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))',
  ];
  return `import { build } from 'esbuild';
    await build({
      entryPoints: ['${entry}'], platform: 'node', external: ['sharp', 'pg-native'], keepNames: true, bundle: true, metafile: true,
      outfile: '${output}', format: 'esm', target: 'esnext', mainFields: ['module', 'main'], banner: { js: ${JSON.stringify(banner.join('\n'))} },
    });`;
}
