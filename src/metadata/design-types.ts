// What the compiler said about types (`emitDecoratorMetadata`): together with note-store.ts the only reader of Reflect metadata.
import './reflect.js';
import type { ArgumentKind, ArgumentNote, NotedClass } from './notes.js';

type ReflectApi = {
  getMetadata(key: unknown, target: object, member?: string | symbol): unknown;
  getOwnMetadata: ReflectApi['getMetadata'];
};
const reflect = Reflect as unknown as ReflectApi;

/** The declared types of a method's parameters, of the nearest class that declares it. */
export function parameterTypes(type: NotedClass, member: string | symbol): readonly unknown[] | undefined {
  return reflect.getMetadata('design:paramtypes', type.prototype, member) as readonly unknown[] | undefined;
}

/** Parameters that take text as it is where nothing says what it means. */
const TEXT: ReadonlySet<ArgumentKind> = new Set(['param', 'query', 'header', 'cookie']);

/**
 * The declared type of one of them. Of a parameter without an annotation, such as `page = '1'`, tsc says `Object` and swc nothing: named
 * text is the same with both.
 */
export function parameterType(types: readonly unknown[] | undefined, { index, kind, name }: ArgumentNote): unknown {
  const type = types?.[index];
  return type === undefined && types !== undefined && name !== undefined && TEXT.has(kind) ? Object : type;
}

/** The declared type of a property, own or inherited. */
export function propertyType(type: NotedClass, property: string | symbol): unknown {
  return reflect.getMetadata('design:type', type.prototype, property);
}

/** A class's own metadata under a key of another library. */
export function ownClassMetadata(type: NotedClass, key: string): unknown {
  return reflect.getOwnMetadata(key, type);
}
