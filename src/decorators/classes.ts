// The decorators that say what a class is to the app.
import type { NotedMistake, Scope } from '../metadata/notes.js';
import { toList } from '../shared/to-list.js';
import { noteClass, noteMistake } from './targets.js';

const SCOPES: readonly unknown[] = ['singleton', 'request', 'transient'] satisfies Scope[];

/** A decorator for a class. */
// biome-ignore lint/suspicious/noExplicitAny: a class decorator takes any class
export type ClassDecoratorOf = (target: abstract new (...args: any[]) => unknown) => void;

/**
 * Makes a class a controller: its decorated methods answer requests below the prefix. Implies `@Injectable()`.
 *
 * @param prefix Path prefix, or several; slashes at the ends are optional.
 * @example
 * \@Controller('/todos') class TodoController { constructor(private readonly store: TodoStore) {} }
 */
export function Controller(prefix: string | readonly string[] | { readonly path: string | readonly string[] } = ''): ClassDecoratorOf {
  const path = typeof prefix === 'object' && prefix !== null && 'path' in prefix ? prefix.path : prefix;
  return (target, context?: unknown) =>
    noteClass(target, context, (notes) => {
      notes.injectable = true;
      notes.prefixes = toList(path);
      if (path !== prefix) noteUnknownOptions('Controller', target, prefix, 'path');
    });
}

/**
 * Makes a class injectable. `singleton` (the default) is built once at start-up, `request` once per request, `transient` for every consumer.
 *
 * @example
 * \@Injectable() class TodoStore { constructor(private readonly database: Database) {} }
 */
export function Injectable(options: { readonly scope?: Scope } = {}): ClassDecoratorOf {
  return (target, context?: unknown) =>
    noteClass(target, context, (notes) => {
      notes.injectable = true;
      if (!options) return;
      noteUnknownOptions('Injectable', target, options, 'scope');
      const { scope } = options;
      if (scope === undefined) return;
      notes.scope = scope;
      if (!SCOPES.includes(scope)) noteMistake(target, BAD_SCOPE);
    });
}

const BAD_SCOPE: NotedMistake = {
  code: 'bad-scope',
  message: '@Injectable has a scope that does not exist',
  fix: "write { scope: 'singleton' }, { scope: 'request' } or { scope: 'transient' }",
};

/** An option that nobody reads is worse than none: a version or a scope that its author counts on. */
function noteUnknownOptions(decorator: string, target: object, options: unknown, known: string): void {
  for (const name of Object.keys(options as object)) {
    if (name === known) continue;
    noteMistake(target, {
      code: 'unknown-option',
      message: `@${decorator} has an option '${name}' that does not exist`,
      fix: `take it out; there is: ${known}`,
    });
  }
}

/**
 * Says which token a constructor parameter is injected from: needed for interfaces, unions and values, optional for classes.
 *
 * @example
 * constructor(@Inject(TABLE_NAME) private readonly table: string) {}
 */
export function Inject(token: unknown): (target: object, member: string | symbol | undefined, index: number) => void {
  return (target, member, index) => {
    if (member === undefined && typeof index === 'number') {
      noteClass(target, undefined, (notes) => {
        notes.injections ??= new Map();
        notes.injections.set(index, token);
      });
    } else {
      noteMistake(target, {
        code: 'misplaced-decorator',
        message: '@Inject stands on something that is not a constructor parameter',
        fix: 'move @Inject to a parameter of the constructor',
        member: String(member),
      });
    }
  };
}
