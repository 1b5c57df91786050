// The decorators that make a method answer a method and a path.
import { prepend } from '../metadata/note-store.js';
import { toList } from '../shared/to-list.js';
import { type MethodDecoratorOf, noteMethod } from './targets.js';

/** One path pattern or several; `''` and `'/'` are the controller's own path. */
export type RoutePath = string | readonly string[];

function routeDecorator(name: string, methods: readonly string[], path: RoutePath): MethodDecoratorOf {
  return (target, member) =>
    noteMethod(name, target, member, (notes) => {
      notes.routes = prepend([{ methods, paths: toList(path) }], notes.routes);
    });
}

function verb(name: string, method: string): (path?: RoutePath) => MethodDecoratorOf {
  const methods = [method];
  return (path = '') => routeDecorator(name, methods, path);
}

/**
 * Answers GET requests, and HEAD requests without a handler of their own.
 *
 * @param path Pattern below the controller's prefix: `/:id`, `/:id?`, `/*rest`, `/:id(\\d+)`; several may be given.
 * @example
 * \@Get('/:id') read(@Param('id') id: string) { return this.store.read(id); }
 */
export const Get = /* @__PURE__ */ verb('Get', 'GET');
/** Answers POST requests. The status is 200 unless `@HttpCode` says otherwise. */
export const Post = /* @__PURE__ */ verb('Post', 'POST');
/** Answers PUT requests. */
export const Put = /* @__PURE__ */ verb('Put', 'PUT');
/** Answers PATCH requests. */
export const Patch = /* @__PURE__ */ verb('Patch', 'PATCH');
/** Answers DELETE requests. */
export const Delete = /* @__PURE__ */ verb('Delete', 'DELETE');
/** Answers HEAD requests, in place of the GET handler of the same path. */
export const Head = /* @__PURE__ */ verb('Head', 'HEAD');
/** Answers OPTIONS requests, in place of the implied 204 with `Allow`. */
export const Options = /* @__PURE__ */ verb('Options', 'OPTIONS');
/** Answers every method that has no handler of its own on the path. */
export const All = /* @__PURE__ */ verb('All', '*');

/**
 * Answers the given methods, standard or not.
 *
 * @example
 * \@Route(['PROPFIND', 'REPORT'], '/files/*path') find(@Param('path') path: string) { … }
 */
export function Route(methods: string | readonly string[], path: RoutePath = ''): MethodDecoratorOf {
  return routeDecorator(
    'Route',
    toList(methods).map((method) => (typeof method === 'string' ? method.toUpperCase() : method)),
    path,
  );
}
