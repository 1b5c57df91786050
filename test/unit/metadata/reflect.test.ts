// The Reflect metadata API that the framework installs, held against the package whose interface it has.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import * as oracle from 'reflect-metadata/no-conflict';
// After the oracle, which would take what it finds installed for its own.
import '../../../src/metadata/reflect.js';

type Api = typeof oracle;
const ours = Reflect as unknown as Api;
const theirs: Api = oracle;

const NAMES = [
  ...['decorate', 'metadata', 'defineMetadata', 'hasMetadata', 'hasOwnMetadata', 'getMetadata', 'getOwnMetadata'],
  ...['getMetadataKeys', 'getOwnMetadataKeys', 'deleteMetadata'],
] as const;

describe('the installed API', () => {
  test('has every function of the package, none of them enumerable', () => {
    for (const name of NAMES) expect(typeof (ours as unknown as Record<string, unknown>)[name]).toBe('function');
    expect(Object.keys(Reflect)).toEqual([]);
  });

  test('answers like the package, whatever was defined and deleted along a line of classes', () => {
    const place = fc.record({
      depth: fc.nat(2),
      isStatic: fc.boolean(),
      member: fc.constantFrom(undefined, 'a', '__proto__', 'constructor', Symbol.iterator),
      key: fc.constantFrom<unknown>('k', 'design:type', '', 0, undefined, Symbol.for('s')),
    });
    const step = fc.record({ at: place, value: fc.constantFrom<unknown>(1, undefined, null, 'k', 'design:type'), isDelete: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.array(place, { minLength: 1, maxLength: 8 }), (steps, asked) => {
        class A {}
        class B extends A {}
        class C extends B {}
        const lines = [A, B, C];
        const target = ({ depth, isStatic }: { depth: number; isStatic: boolean }) =>
          isStatic ? lines[depth]! : (lines[depth]!.prototype as object);
        for (const { at, value, isDelete } of steps) {
          const where = [target(at), at.member as string] as const;
          if (isDelete) expect(ours.deleteMetadata(at.key, ...where)).toBe(oracle.deleteMetadata(at.key, ...where));
          else {
            ours.defineMetadata(at.key, value, ...where);
            oracle.defineMetadata(at.key, value, ...where);
          }
        }
        for (const at of asked) {
          const where = [target(at), at.member as string] as const;
          for (const name of ['hasMetadata', 'hasOwnMetadata', 'getMetadata', 'getOwnMetadata'] as const)
            expect(ours[name](at.key, ...where)).toBe(theirs[name](at.key, ...where));
          expect(ours.getMetadataKeys(...where)).toEqual(oracle.getMetadataKeys(...where));
          expect(ours.getOwnMetadataKeys(...where)).toEqual(oracle.getOwnMetadataKeys(...where));
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('decorates like the package: last decorator first, classes and descriptors replaced', () => {
    for (const api of [ours, oracle]) {
      class Given {}
      class Replaced {}
      const seen: unknown[] = [];
      const note = (name: string, result?: unknown) => (target: unknown, member?: unknown, descriptor?: unknown) => {
        seen.push(name, target, member, descriptor);
        return result;
      };
      const made = api.decorate([note('first'), note('second', Replaced), note('third')] as ClassDecorator[], Given);
      expect(made).toBe(Replaced);
      expect(seen).toEqual([
        'third',
        Given,
        undefined,
        undefined,
        'second',
        Given,
        undefined,
        undefined,
        'first',
        Replaced,
        undefined,
        undefined,
      ]);
      seen.length = 0;
      const [before, after] = [{ value: 1 }, { value: 2 }];
      expect(api.decorate([note('first'), note('second', after)] as MethodDecorator[], Given.prototype, 'm', before)).toBe(after);
      expect(seen).toEqual(['second', Given.prototype, 'm', before, 'first', Given.prototype, 'm', after]);
      expect(api.decorate([note('only')] as PropertyDecorator[], Given.prototype, 'p', undefined)).toBeUndefined();
    }
  });

  test('gives decorators that define metadata', () => {
    class Owner {}
    ours.metadata('k', 1)(Owner);
    ours.metadata('k', 2)(Owner.prototype, 'm');
    expect([ours.getMetadata('k', Owner), ours.getMetadata('k', Owner.prototype, 'm')]).toEqual([1, 2]);
  });

  test('takes the number of a member for its name', () => {
    const target = {};
    ours.defineMetadata('k', 1, target, 3 as never);
    expect(ours.getMetadata('k', target, '3')).toBe(1);
  });

  test('refuses what metadata cannot be kept on', () => {
    for (const value of [null, undefined, 1, 'text'] as never[]) {
      expect(() => ours.defineMetadata('k', 1, value)).toThrow(TypeError);
      expect(() => ours.getOwnMetadata('k', value)).toThrow(TypeError);
    }
  });
});

describe('beside the package', () => {
  const packageSource = readFileSync(createRequire(__filename).resolve('reflect-metadata'), 'utf8');
  const evaluate = (...sources: string[]): Record<string, unknown> => {
    const sandbox = { result: {} };
    runInNewContext(sources.join('\n;\n'), sandbox);
    return sandbox.result;
  };
  // The installer as it stands, given a fresh Reflect: types are all that has to go.
  const installer = (): string => {
    const { transformSync } = createRequire(__filename)('@swc/core') as typeof import('@swc/core');
    const source = readFileSync(`${__dirname}/../../../src/metadata/reflect.ts`, 'utf8');
    return transformSync(source, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      isModule: true,
      module: { type: 'commonjs' },
    }).code;
  };
  const define = `class A {}; Reflect.defineMetadata('early', 1, A); Reflect.defineMetadata('early', 2, A.prototype, 'm');`;
  const read = `class B extends A {}; Reflect.defineMetadata('late', 3, A); Reflect.defineMetadata('other', 4, B, 'n');
    result.values = [Reflect.getMetadata('early', B), Reflect.getMetadata('early', B.prototype, 'm'), Reflect.getOwnMetadata('late', A), Reflect.getMetadata('other', B, 'n')].join();`;
  const head = 'var exports = {};';

  test('what was stored before the package came is still found', () => {
    expect(evaluate(head, installer(), define, packageSource, read).values).toBe('1,2,3,4');
  });

  test('leaves the package alone when it was there first', () => {
    const kept = `var before = Reflect.getMetadata;`;
    const same = `result.same = before === Reflect.getMetadata;`;
    expect(evaluate(head, packageSource, define, kept, installer(), same, read)).toEqual({ same: true, values: '1,2,3,4' });
  });
});
