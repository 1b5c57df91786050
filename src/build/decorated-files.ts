// Which files hold decorators, and what each of them needs to run before it.

/** Files that may hold decorators. */
export const TYPESCRIPT = /\.[cm]?tsx?$/;

// Packages are published as JavaScript; linked packages of a workspace have their real path, outside.
const INSTALLED = /[\\/]node_modules[\\/]/;

/**
 * Put before a decorated file, on its first line: `Reflect.metadata` comes with lambent, and a class whose file runs earlier, such as a DTO
 * that an entry imports first, would lose its types without a word.
 */
export const IMPORT_FIRST = "import 'lambent'; ";

// Not on lines that begin as comments do; after what can stand before a decorator, which leaves out "@scope/package" and addresses.
const DECORATOR = /^(?!\s*(?:\*(?!\/)|\/\/)).*?(?:^|[\s(),;{}/])@\s*[\p{L}_$(]/mu;

/** Whether a text may hold decorators; now and then a comment is taken for one. */
export function holdsDecorators(text: string): boolean {
  return text.includes('@') && DECORATOR.test(text);
}

/** Whether a file is the app's, not that of an installed package. */
export function isOwnFile(path: string): boolean {
  return !INSTALLED.test(path);
}
