import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import { IsArray, IsString, Validate, ValidateNested, ValidatorConstraint } from 'class-validator';
import * as z from 'zod';
import { checkArgument, checkReturns } from '../../../src/binding/check-argument.js';
import { returnsBinding } from '../../../src/binding/compile-serializer.js';
import type { ConfigurationProblem } from '../../../src/errors/configuration-error.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import { argument } from './harness.js';

class Draft {
  @IsString() title!: string;
}
class Bare {
  title!: string;
}
interface Shape {
  readonly kind: string;
}

type Given = Parameters<typeof argument>;
const problems = (...given: Given): ConfigurationProblem[] => checkArgument(argument(...given));
const codes = (...given: Given): string[] => problems(...given).map((problem) => problem.code);

describe('an argument that can be bound', () => {
  it.each<[string, ...Given]>([
    ['a DTO body', 'body', { declared: Draft }],
    ['a named DTO body', 'body', { declared: Object, type: Draft }],
    ['a list of DTOs', 'body', { declared: Array, type: [Draft] }],
    ['a list of DTOs, said otherwise', 'body', { declared: Array, type: Draft, isArray: true }],
    ['a schema for the body', 'body', { declared: Object, schema: z.unknown() }],
    ['a body taken as it is', 'body', { declared: Object, validate: false }],
    ['a body without metadata taken as it is', 'body', { validate: false }],
    ['a primitive property of the body', 'body', { name: 'a', declared: String }],
    ['a list of primitives in the body', 'body', { name: 'a', declared: Array, type: [Number] }],
    ['text', 'query', { name: 'a', declared: String }],
    ['a union', 'query', { name: 'a', declared: Object }],
    ['a list of text', 'query', { name: 'a', declared: Array }],
    ['a required value', 'query', { name: 'a', declared: String, required: true }],
    ['a property of the body with a default', 'body', { name: 'a', declared: Number, default: 1 }],
    ['a number without metadata', 'query', { name: 'a', type: Number }],
    ['an enum', 'query', { name: 'a', declared: { A: 'a' } }],
    ['a schema without metadata', 'query', { name: 'a', schema: z.string() }],
    ['a group as a DTO', 'query', { declared: Draft }],
    ['a group as a schema', 'header', { schema: z.object({}) }],
    ['a group taken as it is', 'param', { declared: Object, validate: false }],
    ['a value of any type taken as it is', 'query', { name: 'a', declared: Draft, validate: false }],
    ['the context', 'context'],
    ['an uploaded file', 'file', { name: 'a' }],
    ['a custom argument', 'custom', { resolve: () => 1 }],
  ])('has no problems: %s', (_, ...given) => expect(problems(...given)).toEqual([]));
});

describe('a problem', () => {
  it('has the place and the fix', () => {
    expect(problems('body', { index: 2, declared: Bare })).toEqual([
      {
        code: 'no-rules',
        message: 'the class Bare has no class-validator rules: everything would pass',
        fix: expect.stringContaining('@Allow()'),
        className: 'Sample',
        member: 'handle',
        parameter: 2,
      },
    ]);
  });

  it.each<[string, string, ...Given]>([
    ['missing-type', 'no metadata for a body', 'body', {}],
    ['missing-type', 'no metadata for a group', 'query', {}],
    ['missing-type', 'no metadata for a named argument', 'query', { name: 'a' }],
    ['missing-type', 'a list of unknown type', 'body', { declared: Array }],
    ['unvalidated-body', 'an interface or unknown', 'body', { declared: Object }],
    ['unvalidated-body', 'text', 'body', { declared: String }],
    ['unvalidated-body', 'a list of numbers', 'body', { type: [Number] }],
    ['unvalidated-body', 'a property of unknown type', 'body', { name: 'a', declared: Object }],
    ['unvalidated-body', 'a map', 'body', { declared: Map }],
    ['unvalidated-body', 'a function that gives a DTO', 'body', { type: () => Draft }],
    ['no-rules', 'a DTO without rules', 'body', { declared: Bare }],
    ['no-rules', 'a list of DTOs without rules', 'body', { type: [Bare] }],
    ['no-rules', 'a group DTO without rules', 'query', { declared: Bare }],
    ['no-rules', 'a DTO without rules in the chosen groups', 'body', { declared: Draft, groups: ['other'] }],
    ['unsupported-type', 'a group of unknown type', 'query', { declared: Object }],
    ['unsupported-type', 'a group as a list', 'query', { type: [Draft] }],
    ['unsupported-type', 'a DTO from one piece of text', 'query', { name: 'a', declared: Draft }],
    ['unsupported-type', 'a map from text', 'header', { name: 'a', declared: Map }],
  ])('%s: %s', (code, _, ...given) => expect(codes(...given)).toEqual([code]));

  it('with a missing type names the compilers, the cycle and the explicit type', () => {
    expect(problems('query', { name: 'page' })[0]).toMatchObject({
      message: "@Query('page') has no type: the compiler emitted none, or a circular import left it undefined",
      fix: expect.stringMatching(/emitDecoratorMetadata.*esbuild.*cycle.*type: Number/),
    });
  });

  it.each<[string, ...Given]>([
    ["@Header('x')", 'header', { name: 'x' }],
    ['@Headers()', 'header', {}],
    ["@Cookie('x')", 'cookie', { name: 'x' }],
    ["@Param('x')", 'param', { name: 'x' }],
  ])('names the decorator as it was written: %s', (written, ...given) => {
    expect(problems(...given)[0]!.message).toContain(written);
  });

  it('with options is any contradiction', () => {
    const options: Given[1][] = [
      { type: Draft, schema: z.string() },
      { declared: Draft, default: 1, required: true },
      { schema: z.string(), validate: false },
      { declared: Draft, validate: false, groups: ['a'] },
      { schema: z.string(), groups: ['a'] },
      { type: [Draft, Draft] },
      { type: [Draft], isArray: false },
      { declared: Draft, default: new Draft() },
      { declared: Draft, schema: {} as never },
    ];
    for (const given of options) expect(codes('body', given)).toContain('contradictory-options');
    expect(codes('custom', { resolve: () => 1, type: Number })).toEqual(['contradictory-options']);
    expect(codes('body', { declared: Draft, default: new Draft(), required: false })).toEqual([]);
  });
});

describe('what a problem says, and what to do about it', () => {
  class Unregistered {
    validate() {
      return true;
    }
  }
  class Odd {
    @Validate(Unregistered) code!: string;
    @ValidateNested() list!: unknown[];
  }
  const noMetadata =
    'compile with emitDecoratorMetadata (tsc, swc, rolldown) or, with esbuild, which has no such option, add plugins: [lambentEsbuild()] from lambent/build (docs/bundling.md), for tsx and Vitest 3 what docs/testing.md names, break the cycle, or give';
  const leftover = ' (an interface, or a class imported with `import type`?)';
  const bodyRules = 'give a DTO class with class-validator rules, a schema, or { validate: false } to take it as it comes';
  const dtoRules = 'decorate its properties (@IsString(), …; @Allow() for one without rules), or use a schema, or { validate: false }';
  const groupFix = 'name one field, give a DTO class with class-validator rules or a schema, or { validate: false } for the plain values';
  const textTypes = 'use String, Number, Boolean, Date, BigInt or an enum, a list [T] of one of them, or a schema';

  it.each<[string, string, ...Given]>([
    ['has both a type and a schema', 'keep one of the two', 'query', { name: 'a', type: Number, schema: z.string() }],
    ['has a default although it is required', 'remove one of the two', 'query', { name: 'a', type: Number, default: 1, required: true }],
    [
      'has a schema although it is not validated',
      'remove the schema or { validate: false }',
      'query',
      { schema: z.string(), validate: false },
    ],
    [
      'has groups although it is not validated',
      'remove the groups or { validate: false }',
      'query',
      { declared: Draft, validate: false, groups: ['a'] },
    ],
    [
      "has an option 'requird' that does not exist",
      'take it out; there are: type, schema, required, default, isArray, validate, groups, name',
      'query',
      { name: 'a', declared: String, requird: true } as never,
    ],
    ['has groups for a schema, which has none', 'remove the groups', 'query', { schema: z.string(), groups: ['a'] }],
    ['has a schema that is no Standard Schema', 'give one of zod, valibot, arktype or the like', 'query', { schema: {} as never }],
    ['has a list type that does not name exactly one type', 'write [T]', 'query', { name: 'a', type: [String, Number] as never }],
    ['has a list type although { isArray: false }', 'remove one of the two', 'query', { name: 'a', type: [String], isArray: false }],
    [
      'has a type, although what your own decorator gives is not converted',
      'convert it in its function',
      'custom',
      { resolve: () => 1, type: Number },
    ],
    ['has a default that a missing body never gets', 'add { required: false }', 'body', { declared: Draft, default: 1 }],
    [
      '@Body() has no type: the compiler emitted none, or a circular import left it undefined',
      `${noMetadata} { type: Dto }, a schema, or { validate: false }`,
      'body',
      {},
    ],
    [
      '@Body() is a list of unknown type: the compiler keeps no element types',
      'say what it holds: { type: [Dto] }, or give a schema, or { validate: false }',
      'body',
      { declared: Array },
    ],
    [
      '@Body() is an interface, a union, unknown, or a class imported with `import type`, which has no rules',
      bodyRules,
      'body',
      { declared: Object },
    ],
    ['@Body() has the type Map, which has no rules', bodyRules, 'body', { declared: Map }],
    [
      'the class Draft has no class-validator rules in the groups admin, owner',
      dtoRules,
      'body',
      { declared: Draft, groups: ['admin', 'owner'] },
    ],
    ['the class Bare has no class-validator rules: everything would pass', dtoRules, 'body', { declared: Bare, groups: ['admin'] }],
    ['@Query() has no type: the compiler emitted none, or a circular import left it undefined', `${noMetadata} { type: Dto }`, 'query', {}],
    ['@Query() without a name has the type Map, which is no DTO class', groupFix, 'query', { declared: Map }],
    [`@Query() without a name has the type Object${leftover}, which is no DTO class`, groupFix, 'query', { declared: Object }],
    [`@Body() has the type Function${leftover}, which has no rules`, bodyRules, 'body', { declared: Function }],
    ['@Query() without a name is a list, which only a named one can be', groupFix, 'query', { type: [Draft] }],
    ['@Query() without a name is a list, which only a named one can be', groupFix, 'query', { declared: Array }],
    [
      "@Query('a') has no type: the compiler emitted none, or a circular import left it undefined",
      `${noMetadata} { type: Number }, or whatever it is`,
      'query',
      { name: 'a' },
    ],
    ["@Query('a') has the type Draft, which text cannot be converted to", textTypes, 'query', { name: 'a', declared: Draft }],
    ["@Query('a') has the type an anonymous class, which text cannot be converted to", textTypes, 'query', { name: 'a', type: [class {}] }],
    [
      "@Query('a') has the type a value of type number, which text cannot be converted to",
      textTypes,
      'query',
      { name: 'a', type: 5 as never },
    ],
    [
      "@Query('a') has the type a list of types, which text cannot be converted to",
      textTypes,
      'query',
      { name: 'a', type: [[Number]] as never },
    ],
  ])('%s', (message, fix, ...given) => expect(problems(...given)).toEqual([expect.objectContaining({ message, fix })]));

  it('names the property of a DTO and the class it means', () => {
    expect(problems('body', { declared: Odd }).map(({ code, message, fix }) => [code, message, fix])).toEqual([
      [
        'unregistered-constraint',
        'Odd.code is validated by Unregistered, which is no registered constraint and would never run',
        'decorate Unregistered with @ValidatorConstraint()',
      ],
      [
        'unknown-nested-type',
        'Odd.list has @ValidateNested() but nothing says which class it holds: the declared type is a list, an interface or unknown',
        "add class-transformer's @Type(() => Item)",
      ],
    ]);
  });

  it('names what a @Returns was given', () => {
    const said = [undefined, String, 'Bare', []].map((type) => checkReturns({ type, binding: returnsBinding }, 'Sample', 'read'));
    expect(said.flat().map(({ message, fix }) => [message, fix])).toEqual(
      ['undefined (a circular import?)', 'String', 'a value of type string', 'undefined (a circular import?)'].map((what) => [
        `@Returns names ${what}, which is neither a class nor a schema`,
        'give a DTO class, [Dto] for a list, or a schema',
      ]),
    );
  });
});

describe('a problem inside a DTO', () => {
  const codesOf = (declared: unknown, kind: Given[0] = 'body') => codes(kind, { declared });

  it('is a nested class without rules', () => {
    class Outer {
      @ValidateNested() @Type(() => Bare) inner!: Bare;
    }
    expect(codesOf(Outer)).toEqual(['no-rules']);
  });

  it('is a class without rules where nothing has loaded class-validator', () => {
    const global = globalThis as { classValidatorMetadataStorage?: unknown };
    const storage = global.classValidatorMetadataStorage;
    class View {
      id = 1;
    }
    try {
      delete global.classValidatorMetadataStorage;
      expect(codesOf(Draft)).toEqual(['no-rules']);
      expect(returnsBinding.compile({ type: View, binding: returnsBinding })(new View(), {} as RequestContext)).toEqual({ id: 1 });
    } finally {
      global.classValidatorMetadataStorage = storage;
    }
    expect(codesOf(Draft)).toEqual([]);
  });

  it('is a Map.prototype that was frozen before the notes were read', () => {
    const has = Object.getOwnPropertyDescriptor(Map.prototype, 'has')!;
    jest.isolateModules(() => {
      const { checkNotes } =
        require('../../../src/binding/transformer-notes.js') as typeof import('../../../src/binding/transformer-notes.js');
      Object.defineProperty(Map.prototype, 'has', { ...has, writable: false });
      try {
        expect(checkNotes()).toEqual([
          {
            code: 'frozen-map',
            message: 'needs the notes of class-transformer, which cannot be read once Map.prototype is frozen',
            fix: 'leave Map.prototype as it is, or use a schema',
          },
        ]);
      } finally {
        Object.defineProperty(Map.prototype, 'has', has);
      }
      expect(checkNotes()).toEqual([]);
    });
  });

  it('is a nested property whose class nobody names', () => {
    class Outer {
      @ValidateNested({ each: true }) list!: Draft[];
      @ValidateNested() shape!: Shape;
      @ValidateNested() good!: Draft;
      @ValidateNested() @Transform(({ value }) => Object.assign(new Draft(), value)) made!: Shape;
    }
    expect(codesOf(Outer)).toEqual(['unknown-nested-type', 'unknown-nested-type']);
    expect(problems('body', { declared: Outer })[0]!.message).toMatch(/^Outer\.(list|shape) has @ValidateNested\(\)/);
  });

  it('is found beside other rules, and in each class that a discriminator chooses', () => {
    const subTypes = [
      { name: 'draft', value: Draft },
      { name: 'bare', value: Bare },
    ];
    class Outer {
      @IsArray() @ValidateNested({ each: true }) list!: Draft[];
      @ValidateNested() @Type(() => Object) any!: object;
      @ValidateNested() @Type(() => Draft, { discriminator: { property: 'kind', subTypes } }) chosen!: Draft;
    }
    expect(codesOf(Outer)).toEqual(['unknown-nested-type', 'unknown-nested-type', 'no-rules']);
  });

  it('is none where @Type() leaves the class to the compiler, or a transform makes it', () => {
    class Outer {
      @ValidateNested() @Type() inner!: Draft;
      @ValidateNested() @Transform(({ value }) => Object.assign(new Draft(), value), { toClassOnly: true }) made!: Shape;
    }
    expect(codesOf(Outer)).toEqual([]);
    class Wrong {
      @ValidateNested() @Type() inner!: Bare;
      @ValidateNested() @Transform(({ value }) => value, { toPlainOnly: true }) shape!: Shape;
    }
    expect(codesOf(Wrong)).toEqual(['no-rules', 'unknown-nested-type']);
  });

  it('is a constraint class that was never registered, whose rule would never run', () => {
    class Unregistered {
      validate() {
        return false;
      }
    }
    @ValidatorConstraint()
    class Registered extends Unregistered {}
    class Outer {
      @Validate(Unregistered) a!: string;
      @Validate(Registered) b!: string;
    }
    expect(problems('body', { declared: Outer }).map((problem) => problem.message)).toEqual([
      'Outer.a is validated by Unregistered, which is no registered constraint and would never run',
    ]);
    class Nameless {
      @Validate(class {}) it!: string;
    }
    expect(problems('body', { declared: Nameless })[0]!.message).toBe(
      'Nameless.it is validated by a class, which is no registered constraint and would never run',
    );
  });

  it('is not looked for where each value decides the class', () => {
    class Outer {
      @ValidateNested() @Type((params) => (params!.object.deep.kind === 'a' ? Draft : Bare)) inner!: Shape;
    }
    expect(codesOf(Outer)).toEqual([]);
  });

  it('is found once in classes that refer to themselves', () => {
    class Tree {
      @ValidateNested({ each: true }) @Type(() => Tree) children!: Tree[];
      @ValidateNested() @Type(() => Bare) bare!: Bare;
    }
    expect(codesOf(Tree)).toEqual(['no-rules']);
  });
});

describe('@Returns', () => {
  it('takes a class, a list of it, or a schema', () => {
    for (const type of [Bare, [Bare], z.string(), [z.string()]])
      expect(checkReturns({ type, binding: returnsBinding }, 'Sample', 'read')).toEqual([]);
  });

  it('takes nothing else', () => {
    for (const type of [undefined, String, 'Bare', Object, []]) {
      expect(checkReturns({ type, binding: returnsBinding }, 'Sample', 'read')).toEqual([
        expect.objectContaining({ code: 'unsupported-return-type', className: 'Sample', member: 'read' }),
      ]);
    }
  });
});
