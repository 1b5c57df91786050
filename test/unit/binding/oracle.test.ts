// class-validator and class-transformer are the oracle: random classes and random bodies through both must give the same verdict, the same
// (path, rule) pairs and the same instance. Left out of the generated cases, because binding is stricter there on purpose: lists where
// objects are declared and the reverse, keys that every object inherits, objects given to @Type(() => String), dates without @IsDate.
import 'reflect-metadata';
import { Exclude, Expose, plainToInstance, Transform, Type } from 'class-transformer';
import * as cv from 'class-validator';
import fc from 'fast-check';
import { argument, bind, failuresOf } from './harness.js';

const SEED = 20261121;
const CLASSES = 150;
const RUNS = 10_000;

type Decorate = (target: object, property: string) => void;

@cv.ValidatorConstraint({ name: 'isEven' })
class IsEven implements cv.ValidatorConstraintInterface {
  validate(value: unknown) {
    return typeof value === 'number' && value % 2 === 0;
  }
  defaultMessage(args: cv.ValidationArguments) {
    return `${args.property} of ${args.targetName} is odd`;
  }
}

@cv.ValidatorConstraint({ name: 'isFree', async: true })
class IsFree implements cv.ValidatorConstraintInterface {
  async validate(value: unknown, args: cv.ValidationArguments) {
    await null;
    return value !== args.constraints[0];
  }
}

function differsFrom(other: string, options?: cv.ValidationOptions): Decorate {
  return (target, propertyName) =>
    cv.registerDecorator({
      name: 'differsFrom',
      target: target.constructor,
      propertyName,
      constraints: [other],
      ...(options && { options }),
      validator: { validate: (value, args) => value !== (args!.object as Record<string, unknown>)[other] },
    });
}

const options = fc.constantFrom<cv.ValidationOptions>(
  {},
  {},
  {},
  { each: true },
  { groups: ['one'] },
  { groups: ['two', 'three'] },
  { groups: ['one'], always: true },
  { message: 'bad $property of $target: $constraint1' },
  { message: (args) => `${args.property} ${args.constraints?.length}` },
  { validateIf: (object) => (object as { a?: unknown }).a !== null },
);

const RULES: ((given: cv.ValidationOptions) => Decorate)[] = [
  (given) => cv.IsString(given),
  (given) => cv.IsInt(given),
  (given) => cv.IsNumber({}, given),
  (given) => cv.IsNumber({ maxDecimalPlaces: 1 }, given),
  (given) => cv.IsBoolean(given),
  (given) => cv.Min(2, given),
  (given) => cv.Max(7, given),
  (given) => cv.Length(1, 5, given),
  (given) => cv.MinLength(3, given),
  (given) => cv.MaxLength(4, given),
  (given) => cv.IsEmail({}, given),
  (given) => cv.IsEmail(undefined, given),
  (given) => cv.IsNotEmpty(given),
  (given) => cv.IsIn(['x', 1, true], given),
  (given) => cv.Matches(/^[a-z]+$/, given),
  (given) => cv.Contains('a', given),
  (given) => cv.Equals(5, given),
  (given) => cv.IsArray(given),
  (given) => cv.ArrayMinSize(1, given),
  (given) => cv.ArrayMaxSize(2, given),
  (given) => cv.ArrayUnique(given),
  (given) => cv.IsObject(given),
  (given) => cv.IsUUID(undefined, given),
  (given) => cv.IsDateString({}, given),
  (given) => cv.IsDefined(given),
  (given) => cv.IsOptional(given),
  (given) => cv.IsOptional(given),
  (given) => cv.ValidateIf((object) => (object as { b?: unknown }).b !== 1, given),
  (given) => cv.Allow(given),
  (given) => cv.Validate(IsEven, given),
  (given) => cv.Validate(IsFree, ['x'], given),
  (given) => differsFrom('a', given),
];
const rule = fc.tuple(fc.constantFrom(...RULES), options).map(([make, given]) => make(given));

const transformers = fc.constantFrom<Decorate[]>(
  ...Array.from({ length: 12 }, () => []),
  [Transform(({ value }) => (typeof value === 'string' ? value.trim() : value)) as Decorate],
  [Transform(({ value, key, obj }) => value ?? (obj as Record<string, unknown>)[key] ?? 'none') as Decorate, Expose()],
  [Transform(() => 'plain only', { toPlainOnly: true }) as Decorate],
  [Expose({ toPlainOnly: true })],
  [Expose({ groups: ['one'] })],
  [Exclude()],
  [Exclude({ toPlainOnly: true })],
);

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
type Kind = 'plain' | 'named' | 'typed' | 'date' | 'object' | 'list' | 'lists' | 'map' | 'set';

interface FieldModel {
  readonly name: string;
  readonly source: string;
  readonly kind: Kind;
  readonly child: ClassModel | undefined;
}

interface ClassModel {
  readonly id: number;
  readonly type: new () => object;
  readonly fields: FieldModel[];
}

/** What decides one field, before the class exists. */
const fieldShape = fc.record({
  kind: fc.constantFrom<Kind>('plain', 'plain', 'plain', 'plain', 'named', 'typed', 'date', 'object', 'list', 'lists', 'map', 'set'),
  rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
  transformers,
  type: fc.constantFrom<unknown>(String, Number, Boolean),
  child: fc.nat(40),
});
type FieldShape = typeof fieldShape extends fc.Arbitrary<infer Shape> ? Shape : never;

const classShape = fc.record({
  fields: fc.array(fieldShape, { minLength: 1, maxLength: NAMES.length }),
  inherited: fc.array(fieldShape, { maxLength: 2 }),
  onClass: fc.constantFrom<(() => (type: object) => void) | undefined>(
    undefined,
    undefined,
    undefined,
    undefined,
    Exclude as never,
    Expose as never,
  ),
});

function buildClasses(): ClassModel[] {
  const built: ClassModel[] = [];
  for (const shape of fc.sample(classShape, { seed: SEED, numRuns: CLASSES })) {
    class Base {}
    class Dto extends Base {}
    const fields = new Map<string, FieldModel>();
    const own = NAMES.slice(0, shape.fields.length);
    // Both ends of an override are plain: what a date becomes without its @IsDate() is not the library's to say.
    const isOverridden = (name: string) => shape.inherited.some((_, index) => NAMES[4 - index] === name) && own.includes(name as never);
    const place = (type: new () => object, name: string, each: FieldShape) =>
      fields.set(
        name,
        decorateField(type.prototype, name, isOverridden(name) ? { ...each, kind: 'plain', transformers: [] } : each, built),
      );
    for (const [index, each] of shape.inherited.entries()) place(Base, NAMES[4 - index]!, each);
    for (const [index, each] of shape.fields.entries()) place(Dto, NAMES[index]!, each);
    if (shape.onClass) {
      shape.onClass()(Dto);
      for (const name of fields.keys()) if (fields.get(name)!.kind !== 'named') Expose()(Dto.prototype, name);
    }
    built.push({ id: built.length, type: Dto, fields: [...fields.values()] });
  }
  return built;
}

const isNested = (kind: Kind) => ['object', 'list', 'lists', 'map', 'set'].includes(kind);

function decorateField(prototype: object, name: string, shape: FieldShape, earlier: readonly ClassModel[]): FieldModel {
  const child = earlier[shape.child];
  const kind = isNested(shape.kind) && !child ? 'plain' : shape.kind;
  for (const decorate of shape.rules) decorate(prototype, name);
  const isPlain = kind === 'plain' || kind === 'named';
  for (const decorate of isPlain ? shape.transformers : []) decorate(prototype, name);
  if (kind === 'named') Expose({ name: `${name}_name` })(prototype, name);
  if (kind === 'typed') Type(() => shape.type as never)(prototype, name);
  if (kind === 'date') cv.IsDate({ always: true })(prototype, name);
  if (kind === 'date') Type(() => Date)(prototype, name);
  if (kind === 'map') Reflect.defineMetadata('design:type', Map, prototype, name);
  if (kind === 'set') Reflect.defineMetadata('design:type', Set, prototype, name);
  if (isNested(kind)) {
    Type(() => child!.type)(prototype, name);
    cv.ValidateNested(kind === 'list' ? { each: true } : {})(prototype, name);
  }
  return { name, source: kind === 'named' ? `${name}_name` : name, kind, child: isNested(kind) ? child : undefined };
}

const scalar = fc.constantFrom<unknown>(
  ...['', 'a', 'x', 'abc', 'abcdef', ' a ', 'ada@example.com', 'x@y', '12', 'true', '2026-02-28', '😀😀😀'],
  ...[0, 1, 2, 5, 7, 8, 1.5, 2.25, -1, true, false, null],
);
const loose: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'z'), scalar) },
);

function fieldValue(field: FieldModel, depth: number): fc.Arbitrary<unknown> {
  const { kind, child } = field;
  if (kind === 'typed') return fc.oneof({ weight: 5, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) });
  if (kind === 'date') return fc.constantFrom<unknown>('2026-02-28', '2026-01-01T10:00:00Z', 'garbage', 0, 12, null, '', true);
  if (!child) return loose;
  const nested = depth > 2 ? fc.constant({}) : bodyOf(child, depth + 1);
  const list = fc.array(fc.oneof({ weight: 5, arbitrary: nested as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: scalar }), {
    maxLength: 3,
  });
  if (kind === 'object') return fc.oneof({ weight: 5, arbitrary: nested as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: scalar });
  if (kind === 'map') return fc.dictionary(fc.constantFrom('k', 'l'), nested);
  if (kind === 'list' || kind === 'set')
    return fc.oneof({ weight: 5, arbitrary: list as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: scalar });
  return fc.array(list, { maxLength: 2 });
}

function bodyOf(model: ClassModel, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.fromEntries(model.fields.map((field) => [field.source, fieldValue(field, depth)]));
  return fc
    .tuple(fc.record(fields, { requiredKeys: [] }), fc.dictionary(fc.constantFrom('other', 'more'), scalar, { maxKeys: 1 }))
    .map(([known, unknown]) => ({ ...known, ...unknown }));
}

/** Pairs of path and rule, as class-validator nests them. */
function pairsOf(errors: readonly cv.ValidationError[], path: string): string[] {
  return errors.flatMap((error) => {
    const at = error.property === undefined ? path : `${path}.${error.property}`;
    return [...Object.keys(error.constraints ?? {}).map((rule) => `${at} ${rule}`), ...pairsOf(error.children ?? [], at)];
  });
}

/** Whether the client sent the property: class-validator also refuses those that @Expose() made of nothing. */
function wasSent(pair: string, body: unknown): boolean {
  const [path, rule] = pair.split(' ');
  if (rule !== 'whitelistValidation') return true;
  const segments = path!.split('.').slice(1);
  let at = body as Record<string, unknown>;
  for (const segment of segments.slice(0, -1)) at = (at[segment] ?? at[`${segment}_name`]) as typeof at;
  // The indexes of a set are not those of the list it was made from.
  if (typeof at !== 'object' || at === null) return true;
  return segments.at(-1)! in at || `${segments.at(-1)}_name` in at;
}

/** Without what no class declares: where a condition keeps a nested object from being validated, only binding strips it. */
function stripped(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, stripped(each)]));
  if (Array.isArray(value) || value instanceof Set) return [...value].map(stripped);
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).filter(([key]) => key !== 'other' && key !== 'more');
  return Object.assign(Object.create(Object.getPrototypeOf(value)), Object.fromEntries(known.map(([key, each]) => [key, stripped(each)])));
}

const unique = (pairs: readonly string[]) => [...new Set(pairs)].sort();

describe('a compiled DTO and class-validator', () => {
  const classes = buildClasses();
  const cases = fc.nat(classes.length - 1).chain((id) =>
    fc.record({
      id: fc.constant(id),
      body: bodyOf(classes[id]!),
      groups: fc.constantFrom<string[] | undefined>(undefined, undefined, undefined, ['one'], ['one', 'two']),
      unknownProperties: fc.constantFrom('strip' as const, 'reject' as const),
    }),
  );

  it(`agree on ${RUNS} random bodies of ${CLASSES} random classes`, async () => {
    let valid = 0;
    let invalid = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ id, body, groups, unknownProperties }) => {
        const model = classes[id]!;
        const given = groups ? { groups } : {};
        const instance = plainToInstance(model.type, JSON.parse(JSON.stringify(body)) as object, given);
        const errors = await cv.validate(instance, { ...given, whitelist: true, forbidNonWhitelisted: unknownProperties === 'reject' });
        const spec = argument('body', { type: model.type, ...given });
        const request = { body, contentType: 'application/json' };
        const found = await failuresOf(spec, request, { unknownProperties });
        const expected = unique(pairsOf(errors, 'body').filter((pair) => wasSent(pair, body)));
        // Rules that look at another property see a refused one only in the library, which has set it before.
        const isRefused = expected.some((pair) => /\.[ab] whitelistValidation/.test(pair));
        if (isRefused)
          expect(found).toEqual(expect.arrayContaining(expected.filter((pair) => pair.endsWith('whitelistValidation')).slice(0, 10)));
        else if (found.length < 50) expect(unique(found)).toEqual(expected);
        else expect(expected).toEqual(expect.arrayContaining(found));
        if (expected.length > 0) invalid++;
        if (errors.length === 0) {
          valid++;
          const bound = await bind(spec, request, { unknownProperties });
          expect(bound).toBeInstanceOf(model.type);
          expect(stripped(bound)).toStrictEqual(stripped(instance));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
    // Both verdicts have to be common for their agreement to mean anything.
    expect(valid).toBeGreaterThan(RUNS / 50);
    expect(invalid).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});
