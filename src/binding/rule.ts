// One class-validator rule of a property, ready to run: the library's own predicate, its name and its messages.
import { isThenable } from '../shared/thenable.js';
import type { ConstraintInstance, ConstraintNote, MessageSource, RuleNote, ValidationArguments } from './class-rules.js';
import type { Findings } from './findings.js';
import { type Decision, shortcutOf } from './rule-shortcuts.js';

/** A rule of a property. */
export class Rule {
  readonly name: string;
  /** Decides some values much faster than the predicate; `undefined` where there is no such test. */
  readonly decide: Decision | undefined;
  readonly #decideElement: Decision | undefined;
  readonly #note: RuleNote;
  readonly #constraint: ConstraintNote;
  readonly #fixed: ConstraintInstance | undefined;
  readonly #targetName: string;
  readonly #path: string;
  #lastSource = '';
  #lastMessage = '';

  /** @param path what issues call the property */
  constructor(note: RuleNote, constraint: ConstraintNote, targetName: string, path: string) {
    this.name = constraint.name || note.type;
    this.#note = note;
    this.#constraint = constraint;
    this.#targetName = targetName;
    this.#path = path;
    const { instance } = constraint;
    // A container of the app's own may give another one each time.
    this.#fixed = instance === constraint.instance ? instance : undefined;
    const shortcut = shortcutOf(this.name, note, instance);
    this.decide = note.each || note.validateIf ? undefined : shortcut;
    this.#decideElement = shortcut;
  }

  /**
   * Checks a value; what it finds goes to `findings`.
   *
   * @param decided what `decide` said of the value
   */
  check(value: unknown, object: object, findings: Findings, from: number, decided: boolean | undefined): void {
    const note = this.#note;
    if (note.validateIf && !note.validateIf(object, value)) return;
    const { each, propertyName, constraints } = note;
    const instance = this.#fixed ?? this.#constraint.instance;
    const args: ValidationArguments = { targetName: this.#targetName, property: propertyName, object, value, constraints };
    const verdict = decided ?? (each && isCollection(value) ? this.#checkEach(value, instance, args) : ask(instance, value, args));
    if (isThenable(verdict)) {
      const message = Promise.resolve(verdict).then((holds) => (holds ? undefined : this.#describe(instance, args)));
      findings.addLater(this.#path, this.name, message);
    } else if (!verdict) findings.addRule(from, this.#path, this.name, this.#describe(instance, args));
  }

  /** Every element is looked at, as the library does: a rule may count. */
  #checkEach(values: Iterable<unknown>, instance: ConstraintInstance, args: ValidationArguments): unknown {
    const later: unknown[] = [];
    let holds = true;
    for (const value of values instanceof Map ? values.values() : values) {
      const verdict = this.#decideElement?.(value) ?? ask(instance, value, args);
      if (isThenable(verdict)) later.push(verdict);
      else if (!verdict) holds = false;
    }
    return later.length > 0 ? Promise.all(later).then((verdicts) => holds && verdicts.every(Boolean)) : holds;
  }

  #describe(instance: ConstraintInstance, args: ValidationArguments): string {
    const { message } = this.#note;
    const source = message || (typeof instance.defaultMessage === 'function' ? instance.defaultMessage(args) : '');
    // Nearly every message is the same for every value: its tokens are replaced once.
    if (source === this.#lastSource && source !== '') return this.#lastMessage;
    // The library's own message of @Matches shows the expression, which is nobody's business but the app's.
    const text = renderMessage(source, args, !message);
    if (typeof source === 'string' && !source.includes('$value')) {
      this.#lastSource = source;
      this.#lastMessage = text;
    }
    return text;
  }
}

/** Some of validator.js's predicates throw on text with half a character, which any client can send: it fails the rule, not the request. */
function ask(instance: ConstraintInstance, value: unknown, args: ValidationArguments): unknown {
  try {
    return instance.validate(value, args);
  } catch (error) {
    if (error instanceof URIError && typeof value === 'string' && !value.isWellFormed()) return false;
    throw error;
  }
}

/** Whether `each` looks at the elements of a value. */
export function isCollection(value: unknown): value is unknown[] | Set<unknown> | Map<unknown, unknown> {
  return Array.isArray(value) || value instanceof Set || value instanceof Map;
}

/**
 * A message with class-validator's tokens replaced: `$constraint1` and on, `$value`, `$property`, `$target`.
 *
 * @param hidesExpressions whether regular expressions among the constraints stay untold
 */
export function renderMessage(source: MessageSource, args: ValidationArguments, hidesExpressions = false): string {
  const { value, property, targetName, constraints } = args;
  let text = typeof source === 'function' ? source(args) : source;
  if (typeof text !== 'string') return '';
  if (!text.includes('$')) return text;
  constraints?.forEach((constraint, index) => {
    const told = hidesExpressions && constraint instanceof RegExp ? 'the required' : constraintText(constraint);
    text = text.replaceAll(`$constraint${index + 1}`, told);
  });
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    text = text.replaceAll('$value', () => String(value));
  }
  return text.replaceAll('$property', property).replaceAll('$target', targetName);
}

function constraintText(constraint: unknown): string {
  if (Array.isArray(constraint)) return constraint.join(', ');
  return String(typeof constraint === 'symbol' ? constraint.description : constraint);
}
