import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import { IsString, Validate, ValidateNested, ValidatorConstraint } from 'class-validator';
import * as z from 'zod';
import { checkArgument, checkReturns } from '../../../src/binding/check-argument.js';
import { returnsBinding } from '../../../src/binding/compile-serializer.js';
import type { ConfigurationProblem } from '../../../src/errors/configuration-error.js';
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
    ['a number without metadata', 'query', { name: 'a', type: Number }],
    ['an enum', 'query', { name: 'a', declared: { A: 'a' } }],
    ['a schema without metadata', 'query', { name: 'a', schema: z.string() }],
    ['a group as a DTO', 'query', { declared: Draft }],
    ['a group as a schema', 'header', { schema: z.object({}) }],
    ['a group taken as it is', 'param', { declared: Object, validate: false }],
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

describe('a problem inside a DTO', () => {
  const codesOf = (declared: unknown, kind: Given[0] = 'body') => codes(kind, { declared });

  it('is a nested class without rules', () => {
    class Outer {
      @ValidateNested() @Type(() => Bare) inner!: Bare;
    }
    expect(codesOf(Outer)).toEqual(['no-rules']);
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
