// A response inside the framework: what a web Response offers to middleware, without loading the fetch implementation.
import { collectBody, type StreamContent } from './collect-body.js';
import { releaseContent } from './release-content.js';
import { ResponseHeaders, type ResponseHeadersInit, typeRecord } from './response-headers.js';
import { isResponseStatus } from './status.js';
import { webStream } from './web-stream.js';

/** What a response may be made with as its body. */
export type HttpResponseBody = string | ArrayBuffer | ArrayBufferView | Blob | StreamContent | null | undefined;

/** Another name of `HttpResponseBody`. */
export type BodyInit = HttpResponseBody;

/** The content of a response: whole, or arriving piece by piece. */
export type ResponseContent = string | Uint8Array | StreamContent | null;

/** Status and headers of a new response. */
export interface HttpResponseInit {
  /** 200 to 599. Default 200. */
  readonly status?: number | undefined;
  /** For likeness with a web `Response`; never sent. */
  readonly statusText?: string | undefined;
  readonly headers?: ResponseHeadersInit | undefined;
}

const BRAND = Symbol.for('lambent.HttpResponse');

/**
 * A response.
 *
 * Text gets `text/plain; charset=utf-8` and bytes `application/octet-stream` unless `headers` say otherwise. One with text or bytes may be
 * returned again and again: it is copied before anything is added to it, and reading it uses nothing up.
 *
 * @throws {RangeError} when the status is not a whole number from 200 to 599.
 * @example return new HttpResponse('<h1>Hi</h1>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
 */
export class HttpResponse {
  #status = 200;
  #explicitStatus = false;
  /** Made when asked for, or when there is more to say than the type of the content. */
  #headers: ResponseHeaders | undefined = undefined;
  #type: string | undefined = undefined;
  #content: ResponseContent;
  #stream: ReadableStream<Uint8Array> | null = null;
  #collecting: Promise<Uint8Array> | undefined = undefined;
  #endCollecting: (() => void) | undefined = undefined;
  readonly statusText: string;

  constructor(body?: HttpResponseBody, init?: HttpResponseInit) {
    if (init?.status !== undefined) this.status = init.status;
    this.statusText = init?.statusText ?? '';
    if (init?.headers !== undefined) this.#headers = new ResponseHeaders(init.headers);
    this.#content = readContent(body);
    this.#suggestType(defaultType(body));
  }

  /** @internal A response with content, and with no content type but the given one. */
  static of(content: ResponseContent, init?: HttpResponseInit, contentType?: string): HttpResponse {
    const response = new HttpResponse(null, init);
    response.#content = content;
    response.#suggestType(contentType);
    return response;
  }

  /**
   * A response with a value as JSON.
   *
   * @throws {TypeError} for a value that JSON cannot hold.
   */
  static json(value: unknown, init?: HttpResponseInit): HttpResponse {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`A value of type ${typeof value} cannot be written as JSON`);
    return HttpResponse.of(text, init, 'application/json');
  }

  /**
   * A redirect. Characters of the address that may not stand in a header are percent-encoded; line breaks are refused.
   *
   * @throws {RangeError} when the status is not 301, 302, 303, 307 or 308.
   */
  static redirect(url: string | URL, status = 302): HttpResponse {
    if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`${status} is not the status of a redirect`);
    const location = String(url)
      .toWellFormed()
      .replace(/[ \x80-\u{10ffff}]+/gu, encodeURI);
    return new HttpResponse(null, { status, headers: { location } });
  }

  /** Whether a value is an `HttpResponse`, also one made by another copy of the package. */
  static is(value: unknown): value is HttpResponse {
    return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
  }

  /** Settable, within 200 to 599. */
  get status(): number {
    return this.#status;
  }

  set status(status: number) {
    if (!isResponseStatus(status))
      throw new RangeError(`The status of a response is a whole number from 200 to 599, not ${String(status)}`);
    this.#status = status;
    this.#explicitStatus = true;
  }

  get ok(): boolean {
    return this.#status < 300;
  }

  get headers(): ResponseHeaders {
    this.#headers ??= ResponseHeaders.ofType(this.#type);
    return this.#headers;
  }

  /** The content as a web stream of bytes, made when asked for; `null` without content. */
  get body(): ReadableStream<Uint8Array> | null {
    if (this.#content === null) return null;
    this.#stream ??= webStream(this.#content);
    if (this.isStream) this.#content = this.#stream as unknown as StreamContent;
    return this.#stream;
  }

  /** Whether a streamed body is being read by somebody, so that nobody else can. */
  get bodyUsed(): boolean {
    const content = this.#content as { locked?: unknown } | null;
    return this.isStream && (this.#collecting !== undefined || content?.locked === true);
  }

  /** The content as text, a byte order mark left out. */
  async text(): Promise<string> {
    const content = await this.#collect();
    const text = typeof content === 'string' ? content : toBuffer(content).toString();
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the signature of a web Response
  json(): Promise<any>;
  json(...given: unknown[]): Promise<unknown> {
    // Elsewhere json(value) answers. Here it would read what is not there, and nobody would wait for that to fail.
    if (given.length > 0) throw new TypeError('json() reads the body of this response; to answer with a value, return it');
    return this.text().then((text): unknown => JSON.parse(text));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer as ArrayBuffer;
  }

  /** The content as bytes of the caller's own. */
  async bytes(): Promise<Uint8Array> {
    const content = await this.#collect();
    return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
  }

  /** A second response with the same status, content and headers of its own. */
  clone(): HttpResponse {
    if (this.isStream) {
      if (this.bodyUsed) throw new TypeError('The body is already being read');
      const [mine, theirs] = this.body!.tee();
      this.#stream = mine;
      this.#content = mine as unknown as StreamContent;
      const copy = this.copy();
      copy.#stream = theirs;
      copy.#content = theirs as unknown as StreamContent;
      return copy;
    }
    return this.copy();
  }

  /** @internal The content as it is, for whoever sends it. */
  get content(): ResponseContent {
    return this.#content;
  }

  /** @internal Whether the content arrives piece by piece. */
  get isStream(): boolean {
    const content = this.#content;
    return content !== null && typeof content === 'object' && !(content instanceof Uint8Array);
  }

  /** @internal Whether somebody chose the status, rather than leaving it at 200. */
  get hasExplicitStatus(): boolean {
    return this.#explicitStatus;
  }

  /** @internal See `ResponseHeaders.singles()`. */
  singleHeaders(): Record<string, string> | undefined {
    return this.#headers ? this.#headers.singles() : typeRecord(this.#type);
  }

  /**
   * @internal A response with the same content that may be changed without changing this one; headers that `earlier` has and this one
   * has not are taken over (see `ResponseHeaders.inherit`).
   */
  copy(earlier?: ResponseHeaders): HttpResponse {
    const copy = new HttpResponse();
    if (this.#headers) copy.#headers = new ResponseHeaders(this.#headers);
    copy.#type = this.#type;
    copy.#status = this.#status;
    copy.#explicitStatus = this.#explicitStatus;
    copy.#content = this.#content;
    copy.#stream = this.isStream ? this.#stream : null;
    if (earlier) copy.headers.inherit(earlier);
    return copy;
  }

  /** @internal Ends streamed content that nobody will be sent, also while `text()` or its like is reading it. Never throws. */
  letGo(): void {
    this.#endCollecting?.();
    releaseContent(this.#content);
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }

  get [Symbol.toStringTag](): string {
    return 'HttpResponse';
  }

  #suggestType(type: string | undefined): void {
    if (this.#headers && type !== undefined) this.#headers.setDefault('content-type', type);
    else this.#type = type;
  }

  /** Whole content; a stream is read once and kept, so that the response can still be sent. */
  async #collect(): Promise<string | Uint8Array> {
    const content = this.#content;
    if (content === null) return '';
    if (typeof content === 'string' || content instanceof Uint8Array) return content;
    this.#collecting ??= collectBody(content, undefined, (end) => {
      this.#endCollecting = end;
    }).then((bytes) => {
      this.#stream = null;
      this.#content = bytes;
      return bytes;
    });
    return this.#collecting;
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readContent(body: HttpResponseBody): ResponseContent {
  if (body === null || body === undefined) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (isBlob(body)) return body.stream() as unknown as StreamContent;
  if (isStreamContent(body)) return ownFailure(body);
  throw new TypeError('A response body is text, bytes, a Blob, a stream or null; use HttpResponse.json() for other values');
}

/** A `Readable` that fails while nobody reads it yet, such as a file that is not there, would end the process. Whoever reads it hears of it. */
function ownFailure(content: StreamContent): StreamContent {
  const { on } = content as { on?(event: 'error', listener: () => void): unknown };
  if (typeof on === 'function') on.call(content, 'error', () => {});
  return content;
}

/** A stream has none: what it is, only its maker knows. */
function defaultType(body: HttpResponseBody): string | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string') return 'text/plain; charset=utf-8';
  if (isStreamContent(body)) return undefined;
  return (isBlob(body) && body.type) || 'application/octet-stream';
}

/** Whether a value is a `Blob` or `File`, without touching the global. */
export function isBlob(value: unknown): value is Blob {
  if (typeof value !== 'object' || value === null) return false;
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return (tag === 'Blob' || tag === 'File') && typeof (value as { stream?: unknown }).stream === 'function';
}

/** Whether a value arrives piece by piece: a node `Readable`, a web `ReadableStream`, an async iterable. */
export function isStreamContent(value: unknown): value is StreamContent {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === 'function'
  );
}
