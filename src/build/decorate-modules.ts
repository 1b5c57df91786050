// The functions that apply decorators, once for a bundle instead of once for every file that has some.

// Under these names swc imports them when it is told not to write them into each file.
const SPECIFIER = /^@swc\/helpers\/_\/_ts_(?:decorate|metadata|param)$/;

const TEXTS: Readonly<Record<string, string>> = {
  decorate: `export function _(decorators, target, key, descriptor) {
  const isMember = arguments.length > 3;
  let result = descriptor === null ? Object.getOwnPropertyDescriptor(target, key) : isMember ? descriptor : target;
  for (const decorate of decorators.reverse()) if (decorate) result = (isMember ? decorate(target, key, result) : decorate(result)) || result;
  if (isMember && result) Object.defineProperty(target, key, result);
  return result;
}`,
  metadata: 'export const _ = (key, value) => Reflect.metadata?.(key, value);',
  param: 'export const _ = (index, decorate) => (target, key) => decorate(target, key, index);',
};

/** The modules by which compiled files apply decorators: what they are called, and what is in them. */
export const decorateModules = {
  specifier: SPECIFIER,
  textOf: (specifier: string): string => TEXTS[specifier.slice(specifier.lastIndexOf('_') + 1)]!,
};
