import { streamMetadata, streamPrelude } from '../../../src/adapters/stream-prelude.js';
import { ResponseTooLargeError } from '../../../src/errors/response-too-large-error.js';
import { HttpResponse } from '../../../src/http/http-response.js';

const SESSION = 'session=a1; Expires=Wed, 21 Oct 2026 07:28:00 GMT';

function response(...cookies: string[]): HttpResponse {
  const made = new HttpResponse(null, {
    status: 201,
    headers: { 'content-type': 'text/event-stream', connection: 'close', 'content-length': '5' },
  });
  for (const cookie of cookies) made.headers.append('set-cookie', cookie);
  return made;
}

describe('the prelude of a stream', () => {
  it('is JSON with eight NULs behind it, and no other NUL', () => {
    const odd = response();
    odd.headers.set('x-odd', 'é"\\');
    const bytes = Buffer.from(streamPrelude('function-url', odd));
    const end = bytes.indexOf(0);
    expect(bytes.subarray(end)).toEqual(Buffer.alloc(8));
    expect(JSON.parse(bytes.subarray(0, end).toString())).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'text/event-stream', 'x-odd': 'é"\\' },
    });
  });

  it('has cookies apart for a function URL', () => {
    expect(streamMetadata('function-url', response(SESSION))).toStrictEqual({
      statusCode: 201,
      headers: { 'content-type': 'text/event-stream' },
      cookies: [SESSION],
    });
    expect(streamMetadata('function-url', response(SESSION, 'b=2')).cookies).toEqual([SESSION, 'b=2']);
    expect(streamMetadata('function-url', response())).toStrictEqual({ statusCode: 201, headers: { 'content-type': 'text/event-stream' } });
  });

  it('has repeated headers in a map of their own for a REST API, a name never in both', () => {
    expect(streamMetadata('rest-api', response(SESSION, 'b=2'))).toStrictEqual({
      statusCode: 201,
      headers: { 'content-type': 'text/event-stream' },
      multiValueHeaders: { 'set-cookie': [SESSION, 'b=2'] },
    });
    expect(streamMetadata('rest-api', response(SESSION))).toStrictEqual({
      statusCode: 201,
      headers: { 'content-type': 'text/event-stream', 'set-cookie': SESSION },
    });
  });

  it('is refused when a REST API would not find its end', () => {
    const large = response();
    large.headers.set('x-large', 'a'.repeat(16_384));
    expect(() => streamPrelude('rest-api', large)).toThrow(ResponseTooLargeError);
    expect(streamPrelude('function-url', large).length).toBeGreaterThan(16_384);
    const fitting = response();
    fitting.headers.set('x-large', '');
    fitting.headers.set('x-large', 'a'.repeat(16_384 - streamPrelude('rest-api', fitting).length));
    expect(streamPrelude('rest-api', fitting)).toHaveLength(16_384);
  });
});
