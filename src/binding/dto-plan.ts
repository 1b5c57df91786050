// The plan of a DTO class: how to build an instance and how to check it, as data. Compiled in compile-dto.ts, executed by
// build-instance.ts and check-instance.ts.
import type { Constructor } from '../shared/constructor.js';
import type { RuleNote } from './class-rules.js';
import type { Findings } from './findings.js';
import type { Primitive } from './primitive.js';
import type { Rule } from './rule.js';
import type { TransformFunction } from './transformer-notes.js';

/** For what DTOs are compiled. */
export interface DtoMode {
  readonly unknownProperties: 'strip' | 'reject' | 'allow';
  /** Whether values arrive as text (query, headers, cookies, path, forms) and are converted by the declared types. */
  readonly isText: boolean;
  /** Whether keys are header names, which are matched in lower case. */
  readonly hasLowerCaseKeys?: boolean;
  readonly groups: readonly string[];
}

/** `@ValidateIf`. */
export type Condition = (object: object, value: unknown) => boolean;

/** How one property of a DTO is filled and checked. */
export interface FieldPlan {
  readonly name: string;
  /** What issues call it: the property, as class-validator does, but a header by its own name. */
  readonly path: string;
  /** Its key in the plain value. */
  readonly source: string;
  /** Whether the key is one that every object inherits, so that only an own one counts. */
  readonly isInheritedName: boolean;
  /** Whether it is set, and transformed, even when the plain value lacks it: `@Expose()`. */
  readonly isAlwaysSet: boolean;
  /** Whether anything from outside may set it. */
  readonly isSettable: boolean;
  readonly convert: Converter | undefined;
  /** `undefined` rather than none. */
  readonly transforms: readonly TransformFunction[] | undefined;
  /** What the declared type demands of the value, beyond the rules. */
  readonly expectation: Expectation | undefined;
  readonly isOptional: boolean;
  readonly conditions: readonly Condition[] | undefined;
  readonly awaitsPromise: boolean;
  readonly rules: readonly Rule[];
  readonly nested: NestedPlan | undefined;
}

/** A `@ValidateNested` on a property. */
export interface NestedPlan {
  readonly note: RuleNote;
  /** Whether an object has the shape that the declared type asks for. */
  readonly hasShape: (value: object) => boolean;
}

/** Converts the value of a property. */
export type Converter = (value: unknown, plain: object, instance: object, findings: Findings) => unknown;

/** What the declared type demands of a converted value. */
export interface Expectation {
  readonly primitive: Primitive;
  /** Whether a list of such values meets it too. */
  readonly allowsList: boolean;
  /** Whether it comes before the rules, which would only repeat that text did not convert. */
  readonly comesFirst: boolean;
}

/** A DTO class, compiled for a mode. */
export interface DtoPlan {
  readonly type: Constructor;
  readonly plans: DtoPlans;
  readonly fields: readonly FieldPlan[];
  /** `false` for a class that says nothing about its values: nothing passes it. */
  readonly hasRules: boolean;
  /** Whether a key of the plain value fills a property, or is left out on purpose. */
  readonly knowsKey: (key: string) => boolean;
  /** The property that a key of the plain value fills. */
  readonly propertyOf: (key: string) => string;
}

/** The DTO classes of one mode, each compiled when it is first needed: classes may refer to each other, and to themselves. */
export interface DtoPlans {
  readonly mode: DtoMode;
  /** What `@Transform` functions see as the library's options. */
  readonly transformOptions: object;
  planOf(type: Constructor): DtoPlan;
}
