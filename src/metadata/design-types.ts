// What the compiler said about types (`emitDecoratorMetadata`): together with note-store.ts the only reader of Reflect metadata.
import './reflect.js';
import type { NotedClass } from './notes.js';

type ReflectApi = {
  getMetadata(key: unknown, target: object, member?: string | symbol): unknown;
  getOwnMetadata: ReflectApi['getMetadata'];
};
const reflect = Reflect as unknown as ReflectApi;

/** The declared types of a method's parameters, of the nearest class that declares it. */
export function parameterTypes(type: NotedClass, member: string | symbol): readonly unknown[] | undefined {
  return reflect.getMetadata('design:paramtypes', type.prototype, member) as readonly unknown[] | undefined;
}

/** The declared type of a property, own or inherited. */
export function propertyType(type: NotedClass, property: string | symbol): unknown {
  return reflect.getMetadata('design:type', type.prototype, property);
}

/** A class's own metadata under a key of another library. */
export function ownClassMetadata(type: NotedClass, key: string): unknown {
  return reflect.getOwnMetadata(key, type);
}
