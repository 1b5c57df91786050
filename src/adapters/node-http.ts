// A real HTTP server as a source: what node's parser read off the socket, and the plain answer that is written back to it.

import { findHeader, HeaderValues } from '../http/header-values.js';
import type { BufferedResponse, HttpSource, RawBody } from '../http/http-source.js';
import { canonicalIp } from '../http/ip-address.js';
import { escapeText, IN_QUERY } from './escape-text.js';
import { chooseHost, readForwardedScheme, readMethodName, readRootedPath } from './event-fields.js';

/** One request of a node server. */
export interface NodeHttpEvent {
  readonly method: string;
  /** The request target as it came: a path, an absolute address, or `*` (RFC 9112 section 3.2). */
  readonly url: string;
  /** Name, value, name, value: `IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array | undefined;
  /** The peer's address: `socket.remoteAddress`. */
  readonly remoteAddress: string | undefined;
  /** Whether the connection itself is TLS. */
  readonly encrypted: boolean;
}

/** What a server is to write. */
export interface NodeHttpAnswer {
  readonly status: number;
  /** By lower-case name; several values are several header lines. */
  readonly headers: readonly (readonly [name: string, value: string | readonly string[]])[];
  readonly body: string | Uint8Array;
}

/** Node servers. Behind a proxy, the proxy is the client: only the platforms' own sources believe `x-forwarded-for`. */
export const nodeHttp: HttpSource<NodeHttpEvent> = {
  name: 'node-http',
  resultLimit: undefined,
  readMethod: (event) => readMethodName(event.method),
  hasDecodedPath: false,
  readRawPath,
  readQuery,
  readHeader,
  readHeaders: (event) => HeaderValues.fromPairs(headerPairs(event)),
  readCookies: (event) => readHeader(event, 'cookie') ?? '',
  readBody,
  readClientIp: (event) => (event.remoteAddress === undefined ? undefined : canonicalIp(event.remoteAddress)),
  readScheme: (event) => readForwardedScheme(readHeader(event, 'x-forwarded-proto'), event.encrypted ? 'https' : 'http'),
  readHost,
  readRequestId: () => undefined,
  writeText,
  writeResponse,
};

/** Where the path of a target begins: behind the authority of an absolute address, else at its start. */
function startOfPath(url: string): number {
  const authority = startOfAuthority(url);
  if (authority === 0) return 0;
  for (let index = authority; index < url.length; index++) if (url[index] === '/' || url[index] === '?') return index;
  return url.length;
}

function startOfAuthority(url: string): number {
  const scheme = url.slice(0, 8).toLowerCase();
  return scheme === 'https://' ? 8 : scheme.startsWith('http://') ? 7 : 0;
}

function readRawPath({ url }: NodeHttpEvent): string {
  const mark = url.indexOf('?');
  return readRootedPath(url.slice(startOfPath(url), mark < 0 ? url.length : mark));
}

function readQuery({ url }: NodeHttpEvent): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : escapeText(url.slice(mark + 1), IN_QUERY);
}

/** An absolute address says the host itself, whatever the header says (RFC 9112 section 3.2.2). */
function readHost(event: NodeHttpEvent): string {
  const { url } = event;
  const authority = startOfAuthority(url);
  return chooseHost(authority === 0 ? readHeader(event, 'host') : url.slice(authority, startOfPath(url)));
}

function readHeader({ rawHeaders }: NodeHttpEvent, name: string): string | undefined {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const own = rawHeaders[index] as string;
    if (own.length === name.length && own.toLowerCase() === name) values.push(rawHeaders[index + 1] as string);
  }
  return values.length === 0 ? undefined : findHeader({ [name]: values }, name);
}

function* headerPairs({ rawHeaders }: NodeHttpEvent): IterableIterator<[name: string, value: string]> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) yield [rawHeaders[index] as string, rawHeaders[index + 1] as string];
}

function readBody({ body }: NodeHttpEvent): RawBody | undefined {
  return body?.length ? { text: undefined, base64: false, bytes: body } : undefined;
}

function writeText(_event: NodeHttpEvent, status: number, headers: Record<string, string>, body: string): NodeHttpAnswer {
  return { status, headers: Object.entries(headers), body };
}

function writeResponse(_event: NodeHttpEvent, { response, body }: BufferedResponse): NodeHttpAnswer {
  return {
    status: response.status,
    headers: response.headers.lists().map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values]),
    body,
  };
}
