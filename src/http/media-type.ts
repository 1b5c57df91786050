// The one reading of a Content-Type, shared by whoever parses a body and whoever checks it.

/** A parsed media type, in lower case. */
export interface MediaType {
  readonly type: string;
  readonly subtype: string;
  /** `type/subtype`. */
  readonly essence: string;
  /** By lower-case name; the first of repeated ones. */
  readonly parameters: ReadonlyMap<string, string>;
}

const ESSENCE = /^[ \t]*([!#$%&'*+\-.^`|~\w]+)\/([!#$%&'*+\-.^`|~\w]+)[ \t]*(?=;|$)/;
const PARAMETER = /;[ \t]*(?:([!#$%&'*+\-.^`|~\w]+)=(?:([!#$%&'*+\-.^`|~\w]+)|"((?:[^"\\]|\\.)*)"))?[ \t]*(?=;|$)/y;
const LONGEST = 1024;
const cache = new Map<string, MediaType | undefined>();

/** Parses a Content-Type (RFC 9110 section 8.3.1); `undefined` for what is none: nothing after it is guessed. */
export function parseMediaType(text: string | undefined): MediaType | undefined {
  if (text === undefined || text.length > LONGEST) return undefined;
  if (cache.has(text)) return cache.get(text);
  const parsed = parse(text);
  // Clients choose the text: what no longer fits is parsed anew each time.
  if (cache.size < 64 && text.length <= 128) cache.set(text, parsed);
  return parsed;
}

function parse(text: string): MediaType | undefined {
  const found = ESSENCE.exec(text);
  if (!found) return undefined;
  const type = found[1]!.toLowerCase();
  const subtype = found[2]!.toLowerCase();
  const parameters = parseParameters(text, found[0].length);
  return parameters && { type, subtype, essence: `${type}/${subtype}`, parameters };
}

/**
 * Parses `; name=value; name="value"` from an index on (RFC 9110 section 5.6.6), in one pass; `undefined` when anything else is there.
 *
 * Of backslash escapes only those of `"` and `\\` are undone: clients send Windows paths as file names.
 */
export function parseParameters(text: string, from: number): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = from;
  while (PARAMETER.lastIndex < text.length) {
    const parameter = PARAMETER.exec(text);
    if (!parameter) return undefined;
    const name = parameter[1]?.toLowerCase();
    if (name !== undefined && !parameters.has(name)) parameters.set(name, parameter[2] ?? parameter[3]!.replace(/\\(["\\])/g, '$1'));
  }
  return parameters;
}

/** Whether a media type without parameters is JSON: `application/json` or anything `+json`. */
export function isJson(essence: string): boolean {
  return essence === 'application/json' || essence.endsWith('+json');
}

const TEXTS = new Set(
  'json,xml,javascript,ecmascript,x-javascript,x-www-form-urlencoded,graphql,yaml,x-yaml,toml,x-ndjson,ndjson,jsonl,json-seq,sql'.split(
    ',',
  ),
);
const TEXT_SUFFIX = /\+(?:json|xml|yaml)$/;

/** Whether a body of this type may travel as text: known to be text, and in UTF-8 or ASCII. */
export function isText({ type, subtype, parameters }: MediaType): boolean {
  const charset = parameters.get('charset')?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') return false;
  return type === 'text' || TEXT_SUFFIX.test(subtype) || (type === 'application' && TEXTS.has(subtype));
}
