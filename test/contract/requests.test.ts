// Every recorded event in, exactly this request out.

import { detectSource } from '../../src/adapters/detect.js';
import { readPath } from '../../src/adapters/escape-text.js';
import { UnsupportedEventError } from '../../src/errors/unsupported-event-error.js';
import { CookieValues } from '../../src/http/cookie-values.js';
import type { HttpSource } from '../../src/http/http-source.js';
import { DEFAULT_LIMITS } from '../../src/http/limits.js';
import { QueryValues } from '../../src/http/query-values.js';
import { RequestBody } from '../../src/http/request-body.js';
import { EVENT_NAMES, EXPECTED_REQUESTS, type ExpectedRequest, PROVENANCE, readEvent } from './recorded-events.js';

function readRequest(source: HttpSource<unknown>, event: unknown): ExpectedRequest {
  const body = source.readBody(event);
  return {
    method: source.readMethod(event),
    path: readPath(source, event),
    decodedPath: source.hasDecodedPath ? source.readRawPath(event) : null,
    query: [...new QueryValues(source.readQuery(event))],
    cookies: [...new CookieValues(source.readCookies(event))],
    body: body ? { text: new RequestBody(body, undefined, DEFAULT_LIMITS).text(), base64: body.base64 } : null,
    clientIp: source.readClientIp(event) ?? null,
    scheme: source.readScheme(event),
    host: source.readHost(event),
    requestId: source.readRequestId(event) ?? null,
    headers: Object.fromEntries(source.readHeaders(event)),
  };
}

const HTTP_EVENTS = EXPECTED_REQUESTS.map(([, event]) => event);

describe('a recorded event', () => {
  it.each(EXPECTED_REQUESTS)('of the source %s, %s, becomes exactly the expected request', (name, file, expected) => {
    const event = readEvent(file);
    const source = detectSource(event) as HttpSource<unknown>;
    expect(source.name).toBe(name);
    expect(readRequest(source, event)).toEqual(expected);
  });

  it.each(EXPECTED_REQUESTS)('of the source %s, %s, gives one header the same value as all headers do', (_name, file, expected) => {
    const event = readEvent(file);
    const source = detectSource(event) as HttpSource<unknown>;
    const values = new Map(Object.entries(expected.headers));
    const names = [...values.keys(), 'x-not-there', 'constructor', '__proto__'];
    expect(names.map((name) => [name, source.readHeader(event, name)])).toEqual(names.map((name) => [name, values.get(name)]));
  });

  it.each(EXPECTED_REQUESTS)('of the source %s, %s, is not changed by being read', (_name, file) => {
    const event = readEvent(file);
    readRequest(detectSource(event) as HttpSource<unknown>, event);
    expect(event).toEqual(readEvent(file));
  });

  it.each(EVENT_NAMES.filter((name) => !HTTP_EVENTS.includes(name)))('that is no HTTP request, %s, is refused', (file) => {
    expect(() => detectSource(readEvent(file))).toThrow(UnsupportedEventError);
  });

  it('has an expectation if it is HTTP, and its provenance is known', () => {
    expect(HTTP_EVENTS).toHaveLength(38);
    expect(EVENT_NAMES.filter((name) => !(name in PROVENANCE))).toEqual([]);
    expect(Object.keys(PROVENANCE)).toHaveLength(EVENT_NAMES.length);
    for (const entry of Object.values(PROVENANCE)) {
      expect(entry).toEqual({
        repository: expect.any(String),
        path: expect.any(String),
        licence: expect.stringMatching(/^(MIT|Apache)/),
        adapted: expect.any(Boolean),
      });
    }
  });

  it('that is refused is named in the error, with what to do', () => {
    const refusal = (name: string) => {
      try {
        return detectSource(readEvent(name)).name;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refusal('sqs')).toContain('looks like an SQS batch. Fix: ');
    expect(refusal('s3')).toContain('an S3 notification');
    expect(refusal('scheduled')).toContain('a schedule');
    expect(refusal('websocket-message')).toContain('a WebSocket event');
    expect(refusal('apigw-authorizer-request')).toContain('an API Gateway authorizer');
    expect(refusal('apigw-http-authorizer-v2')).toContain('an API Gateway authorizer');
  });
});
