// What each gateway takes for a result: anything else it answers with a 502 of its own.
import type { SourceCase } from '../../behaviour/support/every-source.js';

interface Result {
  readonly statusCode: number;
  readonly statusDescription?: unknown;
  readonly headers?: Record<string, unknown>;
  readonly multiValueHeaders?: Record<string, unknown>;
  readonly cookies?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const NOT_SENT = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-connection', 'transfer-encoding', 'upgrade', 'content-length'];
const isText = (value: unknown): boolean => typeof value === 'string' && !/[\0\r\n]/.test(value);
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);

/** The keys each kind of source takes; all others are refused or ignored. */
function keysFor({ source, event }: SourceCase): readonly string[] {
  const common = ['statusCode', 'body', 'isBase64Encoded'];
  if (source === 'rest-api') return [...common, 'headers', 'multiValueHeaders'];
  if (source === 'alb') return [...common, 'statusDescription', event.multiValueHeaders ? 'multiValueHeaders' : 'headers'];
  return source === 'vpc-lattice' ? [...common, 'statusDescription', 'headers', 'cookies'] : [...common, 'headers', 'cookies'];
}

/** What a source would not take of a result; empty when it takes all of it. */
export function problemsOf(over: SourceCase, method: string, given: unknown): string[] {
  const problems: string[] = [];
  const check = (isRight: boolean, problem: string) => {
    if (!isRight) problems.push(problem);
  };
  const result = given as Result;
  const { statusCode, headers = {}, multiValueHeaders = {}, cookies = [], body, isBase64Encoded, statusDescription } = result;
  const allowed = keysFor(over);
  for (const key of Object.keys(result)) check(allowed.includes(key), `the key ${key}`);
  check(Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 599, `the status ${statusCode}`);
  check(typeof body === 'string', 'a body that is no text');
  check(typeof isBase64Encoded === 'boolean', 'no isBase64Encoded');
  if (isBase64Encoded) check(Buffer.from(String(body), 'base64').toString('base64') === body, 'bad base64');
  if (allowed.includes('statusDescription'))
    check(/^\d{3} [\w -]+$/.test(String(statusDescription)), `the status line ${String(statusDescription)}`);
  if (method === 'HEAD' || statusCode === 204 || statusCode === 304) check(body === '', 'a body where none may be');
  const names = [...Object.keys(headers), ...Object.keys(multiValueHeaders)];
  check(new Set(names.map((name) => name.toLowerCase())).size === names.length, 'a header in two places');
  for (const name of names) check(TOKEN.test(name) && !NOT_SENT.includes(name), `the header ${name}`);
  for (const [name, value] of Object.entries(headers)) check(isText(value), `the value of ${name}`);
  for (const [name, value] of Object.entries(multiValueHeaders)) check(isTextList(value), `the values of ${name}`);
  check(Array.isArray(cookies) && cookies.every(isText), 'the cookies');
  if (over.source === 'http-api' || over.source === 'function-url') check(!('set-cookie' in headers), 'a cookie among the headers');
  check(JSON.stringify(JSON.parse(JSON.stringify(result))) === JSON.stringify(result), 'what JSON does not keep');
  return problems;
}
