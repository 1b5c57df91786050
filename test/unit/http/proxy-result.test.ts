import type { APIGatewayProxyResult, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { HttpResponse } from '../../../src/http/http-response.js';
import { type ProxyResult, proxyResult } from '../../../src/http/proxy-result.js';

describe('proxyResult', () => {
  it('takes over status, headers, cookies and text', () => {
    const response = proxyResult({
      statusCode: 201,
      headers: { 'Content-Type': 'text/html', 'x-count': 3, 'x-flag': true, 'x-none': undefined },
      cookies: ['a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT', 'b=2'],
      body: '<p>',
    });
    expect(response).toBeInstanceOf(HttpResponse);
    expect(response.status).toBe(201);
    expect(response.content).toBe('<p>');
    expect([...response.headers]).toEqual([
      ['content-type', 'text/html'],
      ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT'],
      ['set-cookie', 'b=2'],
      ['x-count', '3'],
      ['x-flag', 'true'],
    ]);
  });

  it('adds no content type', () => {
    expect(proxyResult({ statusCode: 200, body: 'x' }).headers.has('content-type')).toBe(false);
  });

  it('lets the multi-value map win, in any letter case', () => {
    const response = proxyResult({
      statusCode: 200,
      headers: { 'X-A': '1', b: '2' },
      multiValueHeaders: { 'x-a': ['3', 4], c: undefined },
    });
    expect([...response.headers]).toEqual([
      ['b', '2'],
      ['x-a', '3, 4'],
    ]);
  });

  it('decodes base64 to the exact bytes', () => {
    const bytes = Buffer.from([0, 255, 254, 10]);
    expect(proxyResult({ statusCode: 200, body: bytes.toString('base64'), isBase64Encoded: true }).content).toEqual(bytes);
  });

  it('takes what gateways let pass for missing', () => {
    const result = { headers: null, multiValueHeaders: null, cookies: null, body: null } as unknown as ProxyResult;
    const response = proxyResult(result);
    expect(response.status).toBe(200);
    expect(response.content).toBeNull();
    expect([...proxyResult({ headers: { a: null } } as unknown as ProxyResult).headers]).toEqual([]);
  });

  it.each([
    [{ statusCode: 200, body: { a: 1 } }, /use JSON.stringify/],
    [{ statusCode: 200, body: 'not base64', isBase64Encoded: true }, /marked as base64/],
    [{ statusCode: 99 }, RangeError],
    [{ statusCode: '200' }, RangeError],
    [{ statusCode: 200, headers: { 'x-a': 'a\r\nb' } }, /x-a/],
    [{ statusCode: 200, cookies: ['a=1\r\nx: y'] }, /set-cookie/],
  ])('refuses %j', (result, reason) => {
    expect(() => proxyResult(result as ProxyResult)).toThrow(reason);
  });

  it('takes the result types of every payload version', () => {
    const first: APIGatewayProxyResult = { statusCode: 200, body: '1', multiValueHeaders: { a: [1, true, 'x'] } };
    const second: APIGatewayProxyStructuredResultV2 = { statusCode: 201, headers: { a: 1 }, cookies: ['b=1'] };
    expect(proxyResult(first).headers.get('a')).toBe('1, true, x');
    expect(proxyResult(second).status).toBe(201);
  });
});
