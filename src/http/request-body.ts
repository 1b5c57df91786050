// The body of a request: kept as the source delivered it until somebody says in which form it is wanted.

import { badRequest } from '../errors/bad-request.js';
import { RequestEntityTooLargeError, UnsupportedMediaTypeError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import { base64Size, decodeBase64 } from './base64.js';
import { FormValues } from './form-values.js';
import type { RawBody } from './http-source.js';
import { parseJson } from './json.js';
import type { RequestLimits } from './limits.js';
import { parseMediaType } from './media-type.js';
import { parseMultipart } from './multipart.js';
import { QueryValues } from './query-values.js';

const NO_VALUE = Symbol('not parsed yet');

/**
 * The body of a request. Everything is decoded when first asked for, and once.
 *
 * Every reader throws (`form()` rejects) with a `RequestEntityTooLargeError` over `limits.bodyBytes`, and with a `BadRequestError` for
 * broken base64.
 *
 * @example const order = reqCtx.body.json();
 */
export class RequestBody {
  readonly #raw: RawBody | undefined;
  /** @internal */
  readonly contentType: string | undefined;
  readonly #limits: RequestLimits;
  #checked = false;
  #text: string | undefined;
  #bytes: Uint8Array | undefined;
  #json: unknown = NO_VALUE;
  #form: Promise<FormValues> | undefined;

  constructor(raw: RawBody | undefined, contentType: string | undefined, limits: RequestLimits) {
    this.#raw = raw;
    this.contentType = contentType;
    this.#limits = limits;
  }

  /** Whether there is no body, or one of no bytes. */
  get isEmpty(): boolean {
    const raw = this.#raw;
    return raw === undefined || (raw.text === undefined ? !raw.bytes?.length : raw.text === '');
  }

  /** Whether the body has more than so many bytes: its real size after base64, found without decoding it. */
  isLargerThan(bytes: number): boolean {
    return this.#raw !== undefined && isLargerThan(this.#raw, bytes);
  }

  #checkSize(): void {
    if (this.#checked) return;
    const limit = this.#limits.bodyBytes;
    if (this.isLargerThan(limit)) {
      throw withoutStack(() => new RequestEntityTooLargeError(`The body is larger than ${limit} bytes`));
    }
    this.#checked = true;
  }

  /** The body as UTF-8 text, byte order mark included; `''` when there is none. */
  text(): string {
    if (this.#text === undefined) {
      this.#checkSize();
      const raw = this.#raw;
      this.#text = raw?.text !== undefined && !raw.base64 ? raw.text : decodeUtf8(this.bytes());
    }
    return this.#text;
  }

  /**
   * The body parsed as JSON, whatever its content type. The same value each time.
   *
   * @throws {BadRequestError} when there is no body, it is no JSON, or it breaks a limit.
   */
  json(): unknown {
    if (this.#json === NO_VALUE) {
      if (this.isEmpty) throw badRequest('The request has no body');
      this.#json = parseJson(this.text(), this.#limits);
    }
    return this.#json;
  }

  /** The body's bytes; none when there is no body. */
  bytes(): Uint8Array {
    if (this.#bytes === undefined) {
      this.#checkSize();
      this.#bytes = readBytes(this.#raw);
    }
    return this.#bytes;
  }

  /**
   * The fields of a form, `application/x-www-form-urlencoded` or `multipart/form-data`. Names are plain text: `a[b]` is no structure.
   *
   * Rejects with an `UnsupportedMediaTypeError` for another content type, with a `BadRequestError` for a broken form.
   */
  form(): Promise<FormValues> {
    this.#form ??= this.#readForm();
    return this.#form;
  }

  async #readForm(): Promise<FormValues> {
    const mediaType = parseMediaType(this.contentType);
    const limit = this.#limits.queryPairs;
    if (mediaType?.essence === 'application/x-www-form-urlencoded') {
      const pairs = new QueryValues(this.text());
      if (pairs.hasMoreThan(limit)) throw badRequest(`The form has more than ${limit} fields`);
      return new FormValues([...pairs]);
    }
    if (mediaType?.essence === 'multipart/form-data') {
      return new FormValues(parseMultipart(this.bytes(), mediaType.parameters.get('boundary'), limit));
    }
    throw withoutStack(
      () => new UnsupportedMediaTypeError('The body is neither application/x-www-form-urlencoded nor multipart/form-data'),
    );
  }
}

function isLargerThan(raw: RawBody, limit: number): boolean {
  const { text, base64, bytes } = raw;
  if (text === undefined) return bytes !== undefined && bytes.length > limit;
  if (base64) return base64Size(text) > limit;
  // A character is one to three bytes of UTF-8 for each unit of length: counted only where that leaves a doubt.
  return text.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit);
}

function readBytes(raw: RawBody | undefined): Uint8Array {
  if (raw === undefined) return new Uint8Array(0);
  if (raw.text === undefined) return raw.bytes ?? new Uint8Array(0);
  if (!raw.base64) return Buffer.from(raw.text);
  const bytes = decodeBase64(raw.text);
  if (bytes === undefined) throw badRequest('The body is not valid base64');
  return bytes;
}

/** Buffer's decoder keeps a byte order mark, which `TextDecoder` would not. */
function decodeUtf8(bytes: Uint8Array): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).toString();
}
