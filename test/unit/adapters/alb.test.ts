import { alb } from '../../../src/adapters/alb.js';
import { readPath } from '../../../src/adapters/escape-text.js';
import { QueryValues } from '../../../src/http/query-values.js';
import { albEvent } from './sample-events.js';

const multi = (fields: Record<string, unknown>) =>
  albEvent({ headers: undefined, queryStringParameters: undefined, multiValueHeaders: {}, ...fields });

describe('the query behind a load balancer', () => {
  const pairs = (fields: Record<string, unknown>) => [...new QueryValues(alb.readQuery(albEvent(fields)))];

  it('was not decoded: escapes are undone once, and a plus is a space', () => {
    expect(pairs({ multiValueQueryStringParameters: { encodedPlus: ['a%2Bb'], literalPlus: ['a+b'] } })).toEqual([
      ['encodedPlus', 'a+b'],
      ['literalPlus', 'a b'],
    ]);
    expect(pairs({ queryStringParameters: { 'foo%5Ba%5D': '1', q: 'a%26b%3Dc%23d' } })).toEqual([
      ['foo[a]', '1'],
      ['q', 'a&b=c#d'],
    ]);
  });

  it('is served with a malformed escape in it', () => {
    expect(pairs({ queryStringParameters: { q: '%zz' } })).toEqual([['q', '%zz']]);
  });

  it('has what the load balancer passed on: in single mode the last of repeated values', () => {
    expect(alb.readQuery(albEvent({ queryStringParameters: { k: '2' } }))).toBe('k=2');
    expect(alb.readQuery(multi({ multiValueQueryStringParameters: { k: ['1', '2'] } }))).toBe('k=1&k=2');
    expect(alb.readQuery(albEvent({ queryStringParameters: { k: '2' }, multiValueQueryStringParameters: { k: ['1', '2'] } }))).toBe(
      'k=1&k=2',
    );
    expect(alb.readQuery(albEvent())).toBe('');
  });
});

describe('the headers behind a load balancer', () => {
  it('are read from whichever map is there', () => {
    expect(alb.readHeader(albEvent({ headers: { accept: 'a' } }), 'accept')).toBe('a');
    expect(alb.readHeader(multi({ multiValueHeaders: { 'x-probe': ['first', 'second'] } }), 'x-probe')).toBe('first, second');
    expect(
      Object.fromEntries(alb.readHeaders(multi({ multiValueHeaders: { 'x-probe': ['first', 'second'], cookie: ['a=1', 'b=2'] } }))),
    ).toEqual({
      'x-probe': 'first, second',
      cookie: 'a=1; b=2',
    });
  });

  it('say who the client is by their rightmost hop only, in canonical spelling', () => {
    const ip = (value: string | string[]) =>
      alb.readClientIp(
        typeof value === 'string'
          ? albEvent({ headers: { 'x-forwarded-for': value } })
          : multi({ multiValueHeaders: { 'x-forwarded-for': value } }),
      );
    expect(ip('203.0.113.9')).toBe('203.0.113.9');
    expect(ip('127.0.0.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(ip(['127.0.0.1, 10.0.0.1', '10.0.0.2,203.0.113.9'])).toBe('203.0.113.9');
    expect(ip('203.0.113.9:40123')).toBe('203.0.113.9');
    expect(ip('2001:DB8::0001')).toBe('2001:db8::1');
    expect(ip('[2001:db8::1]:40123')).toBe('2001:db8::1');
    expect(ip('::ffff:203.0.113.9')).toBe('203.0.113.9');
    for (const none of ['', ' ', '203.0.113.9,', 'unknown', '203.0.113.9.1', '[2001:db8::1', 'x203.0.113.9]', ':80', '203.0.113.999'])
      expect([none, ip(none)]).toEqual([none, undefined]);
    expect(alb.readClientIp(albEvent())).toBeUndefined();
  });

  it('are missing in a health check but for one', () => {
    const event = albEvent({ headers: { 'user-agent': 'ELB-HealthChecker/2.0' } });
    expect([alb.readHost(event), alb.readScheme(event), alb.readClientIp(event), alb.readRequestId(event)]).toEqual([
      'localhost',
      'https',
      undefined,
      undefined,
    ]);
  });
});

describe('a path behind a load balancer', () => {
  it.each([
    ['/a%20b', '/a%20b'],
    ['//evil.com/x', '//evil.com/x'],
    ['', '/'],
  ])('is taken as it was sent: %s', (path, expected) => {
    expect(readPath(alb, albEvent({ path }))).toBe(expected);
  });
});

describe('a body behind a load balancer', () => {
  it('is none when it is empty, and its flag is trusted', () => {
    expect(alb.readBody(albEvent())).toBeUndefined();
    expect(alb.readBody(albEvent({ httpMethod: 'PATCH', body: 'eA==', isBase64Encoded: true }))).toEqual({
      text: 'eA==',
      base64: true,
      bytes: undefined,
    });
  });
});

describe('the mode of a load balancer’s answer', () => {
  it.each([null, undefined, 'x'])('is single headers when the event’s multi-value map is %p', (multiValueHeaders) => {
    expect(alb.writeText(albEvent({ multiValueHeaders }), 200, { 'content-type': 'text/plain' }, 'x')).toEqual({
      statusCode: 200,
      statusDescription: '200 OK',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
      isBase64Encoded: false,
    });
  });
});
