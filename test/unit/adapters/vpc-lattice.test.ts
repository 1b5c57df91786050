import { readPath } from '../../../src/adapters/escape-text.js';
import { latticeV1, latticeV2 } from '../../../src/adapters/vpc-lattice.js';
import { QueryValues } from '../../../src/http/query-values.js';
import { latticeV1Event, latticeV2Event } from './sample-events.js';

describe('the target of a VPC Lattice request', () => {
  it('is split at its question mark, whatever the map says', () => {
    const v2 = latticeV2Event({ path: '/p?x=1&x=2', queryStringParameters: { x: ['1', '2'] } });
    expect([readPath(latticeV2, v2), latticeV2.readQuery(v2)]).toEqual(['/p', 'x=1&x=2']);
    const v1 = latticeV1Event({ raw_path: '/p?x=1&x=2', query_string_parameters: { x: '2' } });
    expect([readPath(latticeV1, v1), latticeV1.readQuery(v1)]).toEqual(['/p', 'x=1&x=2']);
  });

  it('has the query of the map when it has none itself', () => {
    const query = (map: unknown) => [...new QueryValues(latticeV2.readQuery(latticeV2Event({ path: '/p', queryStringParameters: map })))];
    expect(query({ x: ['1', '2'], y: ['a%20b'] })).toEqual([
      ['x', '1'],
      ['x', '2'],
      ['y', 'a b'],
    ]);
    expect(query({ x: '1' })).toEqual([['x', '1']]);
    expect(query(null)).toEqual([]);
    expect(latticeV1.readQuery(latticeV1Event({ query_string_parameters: { 'order-id': '1' } }))).toBe('order-id=1');
    expect(latticeV2.readQuery(latticeV2Event({ path: '/p?', queryStringParameters: { x: '1' } }))).toBe('');
  });

  it('has its own query even if there is no path in front, and that of the map if there is no target', () => {
    const query = (target: unknown) => [
      latticeV1.readQuery(latticeV1Event({ raw_path: target, query_string_parameters: { x: '2' } })),
      latticeV2.readQuery(latticeV2Event({ path: target, queryStringParameters: { x: ['2'] } })),
    ];
    expect(query('?x=1')).toEqual(['x=1', 'x=1']);
    for (const none of [null, undefined, 7]) expect(query(none)).toEqual(['x=2', 'x=2']);
  });

  it('keeps its path as it was sent', () => {
    const path = (target: unknown) => [
      readPath(latticeV1, latticeV1Event({ raw_path: target })),
      readPath(latticeV2, latticeV2Event({ path: target })),
    ];
    for (const [target, expected] of [
      ['/a%2Fb?c/d', '/a%2Fb'],
      ['//evil.com/x', '//evil.com/x'],
      ['?x=1', '/'],
      ['', '/'],
      [null, '/'],
      ['/a b', '/a%20b'],
    ]) {
      expect(path(target)).toEqual([expected, expected]);
    }
  });
});

describe('the headers of a VPC Lattice request', () => {
  it('may be text or lists, in any letter case', () => {
    const event = latticeV2Event({
      headers: { 'X-Forwarded-For': ['10.0.0.1', '172.31.40.143'], Header2: ['a', 'b'], host: 'svc.example.com', cookie: ['a=1', 'b=2'] },
    });
    expect(Object.fromEntries(latticeV2.readHeaders(event))).toEqual({
      'x-forwarded-for': '10.0.0.1, 172.31.40.143',
      header2: 'a, b',
      host: 'svc.example.com',
      cookie: 'a=1; b=2',
    });
    expect(latticeV2.readHeader(event, 'header2')).toBe('a, b');
    expect([latticeV2.readClientIp(event), latticeV2.readHost(event), latticeV2.readCookies(event)]).toEqual([
      '172.31.40.143',
      'svc.example.com',
      'a=1; b=2',
    ]);
  });

  it('say which scheme the client used', () => {
    const scheme = (value: string) => latticeV2.readScheme(latticeV2Event({ headers: { 'x-forwarded-proto': value } }));
    expect([scheme('http'), scheme('https'), scheme('ws')]).toEqual(['http', 'https', 'https']);
  });

  it('may be missing', () => {
    const event = latticeV1Event({ headers: null });
    expect([
      latticeV1.readHost(event),
      latticeV1.readScheme(event),
      latticeV1.readClientIp(event),
      latticeV1.readCookies(event),
      latticeV1.readRequestId(event),
    ]).toEqual(['localhost', 'https', undefined, '', undefined]);
  });
});

describe('the rest of a VPC Lattice request', () => {
  it('has the flag for base64 under the name of its version', () => {
    expect(latticeV1.readBody(latticeV1Event({ body: 'eA==', is_base64_encoded: true }))?.base64).toBe(true);
    expect(latticeV1.readBody(latticeV1Event({ body: 'x', isBase64Encoded: true }))?.base64).toBe(false);
    expect(latticeV2.readBody(latticeV2Event({ body: 'eA==', isBase64Encoded: true }))?.base64).toBe(true);
    expect(latticeV2.readBody(latticeV2Event({ body: null }))).toBeUndefined();
  });

  it('has its method in upper case', () => {
    expect([latticeV1.readMethod(latticeV1Event({ method: 'patch' })), latticeV2.readMethod(latticeV2Event({ method: 'post' }))]).toEqual([
      'PATCH',
      'POST',
    ]);
  });
});
