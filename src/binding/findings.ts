// Issues while they are collected: relative paths that grow on the way out, so that a value without issues never costs a path.
import type { ValidationIssue } from '../errors/validation-error.js';

/** The most issues of one answer. */
export const MOST_ISSUES = 50;
/** Characters that issues about unknown properties may take: forty thousand of them still make a small answer. */
const UNKNOWN_BUDGET = 2500;
const LONGEST_NAME = 64;

type GrowingIssue = { -readonly [Key in keyof ValidationIssue]: ValidationIssue[Key] };

/** A place kept for what is not known yet: a rule's message, or what is found in a value once it is there. */
interface KeptPlace extends GrowingIssue {
  readonly branch?: Findings;
}

/** What was found wrong in one value. */
export class Findings {
  /** Issues, and kept places, which have no rule until it is known that they are issues. */
  readonly #found: KeptPlace[] = [];
  #failures = 0;
  #unknownBudget = UNKNOWN_BUDGET;
  #unknown: Map<object, string[]> | undefined;
  #pending: Promise<void>[] | undefined;

  /** Whether any unknown property is remembered. */
  get hasUnknown(): boolean {
    return this.#unknown !== undefined;
  }

  /** How many issues and kept places there are. */
  get size(): number {
    return this.#found.length;
  }

  /** Whether there are as many as an answer holds: looking further changes nothing. */
  get isFull(): boolean {
    return this.#failures >= MOST_ISSUES;
  }

  /** Adds an issue. */
  add(path: string, rule: string, message: string): void {
    this.#failures++;
    this.#found.push({ path, rule, message });
  }

  /** Adds what a rule of a property says: once for each rule, the last message wins. `from` is the size before the property's own rules. */
  addRule(from: number, path: string, rule: string, message: string): void {
    for (let at = from; at < this.#found.length; at++) {
      const issue = this.#found[at]!;
      if (issue.rule !== rule) continue;
      issue.message = message;
      return;
    }
    this.add(path, rule, message);
  }

  /** Whether a rule has failed since `from`. */
  hasFailed(from: number, rule: string): boolean {
    return this.#found.some((issue, index) => index >= from && issue.rule === rule);
  }

  /** Remembers an unknown property of an instance until that is checked. `false` when there are enough of them. */
  noteUnknown(instance: object, key: string): boolean {
    this.#unknown ??= new Map();
    const keys = this.#unknown.get(instance);
    if (!keys) this.#unknown.set(instance, [key]);
    else if (keys.push(key) >= MOST_ISSUES) return false;
    return true;
  }

  /** Adds the unknown properties of an instance, as long as they fit into a small answer. */
  addUnknown(instance: object): void {
    for (const key of this.#unknown?.get(instance) ?? []) {
      const name = key.length > LONGEST_NAME ? `${key.slice(0, LONGEST_NAME)}…` : key;
      this.#unknownBudget -= name.length * 2 + 72;
      if (this.#unknownBudget < 0) return;
      this.add(name, 'whitelistValidation', `property ${name} should not exist`);
    }
  }

  /** Keeps a place for a rule that answers later: with its message, or with nothing when it holds. */
  addLater(path: string, rule: string, verdict: Promise<string | undefined>): void {
    const kept: KeptPlace = { path, rule: '', message: '' };
    this.#keep(
      kept,
      verdict.then((message) => {
        if (message === undefined) return;
        kept.rule = rule;
        kept.message = message;
      }),
    );
  }

  /** Keeps a place for what is found in a value once it is there. */
  addBranch(fill: (branch: Findings) => Promise<void>): void {
    const branch = new Findings();
    this.#keep(
      { path: '', rule: '', message: '', branch },
      fill(branch).then(() => branch.settle()),
    );
  }

  #keep(place: KeptPlace, work: Promise<void>): void {
    this.#found.push(place);
    // A rule that throws meanwhile ends the waiting: a late rejection must not end the process.
    work.catch(() => {});
    this.#pending ??= [];
    this.#pending.push(work);
  }

  /** Puts a segment before the paths of everything found since `from`. */
  prefix(from: number, segment: string): void {
    for (let at = from; at < this.#found.length; at++) {
      const issue = this.#found[at]!;
      issue.path = join(segment, issue.path);
    }
  }

  /** Whether anything has to be waited for. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Resolves when every rule has answered; rejects when one does. */
  async settle(): Promise<void> {
    for (let seen = 0; this.#pending && seen < this.#pending.length; ) {
      const batch = this.#pending.slice(seen);
      seen = this.#pending.length;
      await Promise.all(batch);
    }
  }

  /** The issues, none when everything holds; nothing may be added any more. */
  toIssues(): ValidationIssue[] {
    if (!this.#pending) return this.#found;
    return this.#found.flatMap(({ branch, ...issue }) =>
      branch ? branch.toIssues().map((inner) => ({ ...inner, path: join(issue.path, inner.path) })) : issue.rule ? issue : [],
    );
  }
}

function join(path: string, rest: string): string {
  return path === '' || rest === '' ? path + rest : `${path}.${rest}`;
}
