// The fields and files of a form body, however it was encoded.

/** An uploaded file. What it says of itself is the client's word: neither name nor type can be relied on. */
export interface FormFile {
  /** The name of the form field. */
  readonly name: string;
  /** The last part of the file name that the client gave, without any directory. */
  readonly filename: string;
  /** The type that the client gave; `application/octet-stream` when it gave none. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** After so many questions more will come: then an index is worth making. */
const FEW = 8;

/** What a field of a form holds. */
export type FormValue = string | FormFile;

/**
 * The fields of a form, in order; like a web `FormData` that is read only. Iterates as `[name, value]` pairs.
 *
 * @example const form = await reqCtx.body.form(); form.get('title');
 */
export class FormValues implements Iterable<[name: string, value: FormValue]> {
  readonly #pairs: readonly (readonly [string, FormValue])[];
  #index: Map<string, (readonly [string, FormValue])[]> | undefined;
  #timesAsked = 0;

  constructor(pairs: readonly (readonly [name: string, value: FormValue])[]) {
    this.#pairs = pairs;
  }

  /** The first value of a name; `null` when absent, as in a web `FormData`. */
  get(name: string): FormValue | null {
    for (const pair of this.#candidates(name)) if (pair[0] === name) return pair[1];
    return null;
  }

  /** All values of a name, in order. */
  getAll(name: string): FormValue[] {
    return this.#candidates(name)
      .filter((pair) => pair[0] === name)
      .map((pair) => pair[1]);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  *entries(): IterableIterator<[name: string, value: FormValue]> {
    for (const [name, value] of this.#pairs) yield [name, value];
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.#pairs) yield name;
  }

  *values(): IterableIterator<FormValue> {
    for (const [, value] of this.#pairs) yield value;
  }

  forEach(visit: (value: FormValue, name: string, form: FormValues) => void): void {
    for (const [name, value] of this.#pairs) visit(value, name, this);
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: FormValue]> {
    return this.entries();
  }

  /** All pairs, or, once many were asked for, only those of the name. */
  #candidates(name: string): readonly (readonly [string, FormValue])[] {
    if (++this.#timesAsked <= FEW) return this.#pairs;
    this.#index ??= Map.groupBy(this.#pairs, (pair) => pair[0]);
    return this.#index.get(name) ?? [];
  }
}
