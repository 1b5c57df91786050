// The seam between the sources of HTTP events and everything else: how each one is read, and how each one is answered.
import type { HeaderValues } from './header-values.js';
import type { HttpResponse } from './http-response.js';

/** Where an HTTP request came from. */
export type SourceName = 'rest-api' | 'http-api' | 'function-url' | 'alb' | 'vpc-lattice' | 'node-http';

/** A request body as the source delivered it: text, possibly base64, or bytes. */
export interface RawBody {
  /** The body's text as delivered; `undefined` when the source delivers bytes. */
  readonly text: string | undefined;
  /** Whether `text` is base64. */
  readonly base64: boolean;
  /** The bytes, for sources that deliver bytes. */
  readonly bytes: Uint8Array | undefined;
}

/** A finished response: nothing left to wait for. */
export interface BufferedResponse {
  readonly response: HttpResponse;
  /** Text goes on the wire as it is, bytes as base64; `''` for no body. */
  readonly body: string | Uint8Array;
}

/**
 * One source of HTTP events. Stateless: every function reads the event it is given, and nothing is read before it is asked for.
 *
 * `readX` functions never throw on what a client can influence.
 */
export interface HttpSource<Event = never> {
  readonly name: SourceName;
  /** Largest result in bytes that the source accepts, counted on the serialised result; `undefined` where there is none. */
  readonly resultLimit: number | undefined;
  /** The method in upper case. */
  readMethod(event: Event): string;
  /** The path as it was delivered: starts with `/`, stage stripped, no query. `escapePath` makes it a percent-encoded one. */
  readRawPath(event: Event): string;
  /** Whether the gateway has already decoded the path (HTTP API): parameters are then taken from it without a second decode. */
  readonly hasDecodedPath: boolean;
  /**
   * Only on sources that have such: whether the client's address may have something in front of `readRawPath`, a stage or an API mapping. Then
   * a path alone is no address for the client.
   */
  hidesPrefix?(event: Event): boolean;
  /** The query as percent-encoded text without `?`; `''` when there is none. */
  readQuery(event: Event): string;
  /** One request header by lower-case name, repeated values joined with `, `. */
  readHeader(event: Event, name: string): string | undefined;
  /** All request headers. */
  readHeaders(event: Event): HeaderValues;
  /** The text of the `Cookie` header, several joined with `; `; `''` when there is none. */
  readCookies(event: Event): string;
  readBody(event: Event): RawBody | undefined;
  readClientIp(event: Event): string | undefined;
  /** `https` unless the source says `http`. */
  readScheme(event: Event): 'http' | 'https';
  /** A valid `Host` header, else the event's domain name, else `localhost`. */
  readHost(event: Event): string;
  /** The platform's id of this request, if the event has one. */
  readRequestId(event: Event): string | undefined;
  /**
   * The result for a text body: the path nearly every answer takes.
   *
   * @param headers single-valued, by lower-case name, without cookies and what is the connection's; the result owns them from here on
   */
  writeText(event: Event, status: number, headers: Record<string, string>, body: string): unknown;
  /** The result for any other finished response. */
  writeResponse(event: Event, answer: BufferedResponse, warn: (message: string) => void): unknown;
}
