import { readResult } from '../../../src/testing/test-answer.js';

describe('readResult', () => {
  it.each<[string, object]>([
    ['an HTTP API', { headers: { 'X-A': '1' }, cookies: ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'] }],
    ['a REST API', { headers: { 'X-A': '1' }, multiValueHeaders: { 'Set-Cookie': ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'] } }],
    [
      'an ALB in multi-value mode',
      { multiValueHeaders: { 'x-a': ['1'], 'set-cookie': ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'] } },
    ],
    ['VPC Lattice', { headers: { 'x-a': '1', 'set-cookie': 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT' }, cookies: ['b=2'] }],
    ['a list in the single map', { headers: { 'x-a': '1', 'set-cookie': ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'] } }],
  ])('reads the result for %s', (_source, parts) => {
    const result = { statusCode: 201, ...parts, body: '{"a":"é"}', isBase64Encoded: false };
    const answer = readResult(result);
    expect(answer.status).toBe(201);
    expect(answer.headers).toStrictEqual({ 'x-a': '1' });
    expect(answer.cookies).toEqual(['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
    expect(answer.text()).toBe('{"a":"é"}');
    expect(answer.json()).toEqual({ a: 'é' });
    expect(answer.bytes()).toEqual(new TextEncoder().encode('{"a":"é"}'));
    expect(answer.result).toBe(result);
  });

  it('reads the single cookie of an ALB, and joins repeated headers', () => {
    const answer = readResult({ statusCode: 200, headers: { 'Set-Cookie': 'a=1' }, multiValueHeaders: { Vary: ['a', 'b'] } });
    expect(answer.cookies).toEqual(['a=1']);
    expect(answer.headers).toStrictEqual({ vary: 'a, b' });
  });

  it('lets the list win where both maps name a header', () => {
    expect(readResult({ statusCode: 200, headers: { Vary: 'a' }, multiValueHeaders: { vary: ['a', 'b'] } }).headers).toEqual({
      vary: 'a, b',
    });
  });

  it('decodes base64 exactly', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const answer = readResult({ statusCode: 200, body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });
    expect(answer.bytes()).toEqual(bytes);
  });

  it('takes a missing body for an empty one', () => {
    for (const body of [undefined, null, '']) {
      const answer = readResult({ statusCode: 204, body });
      expect(answer.text()).toBe('');
      expect(answer.bytes()).toHaveLength(0);
    }
  });

  it('shows status and body when the body is no JSON', () => {
    expect(() => readResult({ statusCode: 502, body: '<html>' }).json()).toThrow('The body of this 502 answer is not JSON: <html>');
    expect(() => readResult({ statusCode: 204 }).json()).toThrow('is not JSON: empty');
    expect(() => readResult({ statusCode: 200, body: 'x'.repeat(500) }).json()).toThrow(/x{200}…$/);
  });

  it.each([undefined, null, 'text', {}, { statusCode: '200' }, [1]])('refuses %j, which no gateway takes for an answer', (result) => {
    expect(() => readResult(result)).toThrow(/^The handler's result is no HTTP answer/);
  });
});
