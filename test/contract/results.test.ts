// Finished responses in, exactly these results out: in the shape of each source, and nothing a gateway would refuse.
import { alb } from '../../src/adapters/alb.js';
import { detectSource } from '../../src/adapters/detect.js';
import { nodeHttp } from '../../src/adapters/node-http.js';
import { HttpResponse } from '../../src/http/http-response.js';
import type { HttpSource } from '../../src/http/http-source.js';
import { readEvent } from './recorded-events.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const TODO = '{"id":"7","title":"büro"}';
const FAILURE = '{"statusCode":500,"error":"InternalServerError","message":"Internal Server Error","requestId":"r-1"}';
const SESSION = 'session=a1b2; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/; HttpOnly';
const THEME = 'theme=dark; Expires=Thu, 22 Oct 2026 07:28:00 GMT';
// The first bytes of a PNG: no UTF-8.
const PIXELS = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PIXELS_BASE64 = 'iVBORw0KGgo=';

interface Shapes {
  readonly event: string;
  readonly json: unknown;
  readonly cookies: unknown;
  readonly oneCookie: unknown;
  readonly bytes: unknown;
  readonly error: unknown;
  readonly empty: unknown;
  readonly repeated: unknown;
}

const v2: Omit<Shapes, 'event'> = {
  json: { statusCode: 200, headers: JSON_TYPE, body: TODO, isBase64Encoded: false },
  cookies: { statusCode: 200, headers: JSON_TYPE, cookies: [SESSION, THEME], body: TODO, isBase64Encoded: false },
  oneCookie: { statusCode: 200, headers: JSON_TYPE, cookies: [SESSION], body: TODO, isBase64Encoded: false },
  bytes: { statusCode: 200, headers: { 'content-type': 'image/png' }, body: PIXELS_BASE64, isBase64Encoded: true },
  error: { statusCode: 500, headers: JSON_TYPE, body: FAILURE, isBase64Encoded: false },
  empty: { statusCode: 204, headers: {}, body: '', isBase64Encoded: false },
  repeated: { statusCode: 200, headers: { link: '</a>; rel=next, </b>; rel=prev', ...JSON_TYPE }, body: TODO, isBase64Encoded: false },
};

const v1: Omit<Shapes, 'event'> = {
  ...v2,
  cookies: {
    statusCode: 200,
    headers: JSON_TYPE,
    multiValueHeaders: { 'set-cookie': [SESSION, THEME] },
    body: TODO,
    isBase64Encoded: false,
  },
  oneCookie: { statusCode: 200, headers: { 'set-cookie': SESSION, ...JSON_TYPE }, body: TODO, isBase64Encoded: false },
  repeated: {
    statusCode: 200,
    headers: JSON_TYPE,
    multiValueHeaders: { link: ['</a>; rel=next', '</b>; rel=prev'] },
    body: TODO,
    isBase64Encoded: false,
  },
};

const albSingle: Omit<Shapes, 'event'> = {
  json: { statusCode: 200, statusDescription: '200 OK', headers: JSON_TYPE, body: TODO, isBase64Encoded: false },
  cookies: {
    statusCode: 200,
    statusDescription: '200 OK',
    headers: { 'set-cookie': THEME, ...JSON_TYPE },
    body: TODO,
    isBase64Encoded: false,
  },
  oneCookie: {
    statusCode: 200,
    statusDescription: '200 OK',
    headers: { 'set-cookie': SESSION, ...JSON_TYPE },
    body: TODO,
    isBase64Encoded: false,
  },
  bytes: {
    statusCode: 200,
    statusDescription: '200 OK',
    headers: { 'content-type': 'image/png' },
    body: PIXELS_BASE64,
    isBase64Encoded: true,
  },
  error: { statusCode: 500, statusDescription: '500 Internal Server Error', headers: JSON_TYPE, body: FAILURE, isBase64Encoded: false },
  empty: { statusCode: 204, statusDescription: '204 No Content', headers: {}, body: '', isBase64Encoded: false },
  repeated: {
    statusCode: 200,
    statusDescription: '200 OK',
    headers: { link: '</a>; rel=next, </b>; rel=prev', ...JSON_TYPE },
    body: TODO,
    isBase64Encoded: false,
  },
};

const JSON_LIST = { 'content-type': ['application/json'] };
const albMulti: Omit<Shapes, 'event'> = {
  json: { statusCode: 200, statusDescription: '200 OK', multiValueHeaders: JSON_LIST, body: TODO, isBase64Encoded: false },
  cookies: {
    statusCode: 200,
    statusDescription: '200 OK',
    multiValueHeaders: { 'set-cookie': [SESSION, THEME], ...JSON_LIST },
    body: TODO,
    isBase64Encoded: false,
  },
  oneCookie: {
    statusCode: 200,
    statusDescription: '200 OK',
    multiValueHeaders: { 'set-cookie': [SESSION], ...JSON_LIST },
    body: TODO,
    isBase64Encoded: false,
  },
  bytes: {
    statusCode: 200,
    statusDescription: '200 OK',
    multiValueHeaders: { 'content-type': ['image/png'] },
    body: PIXELS_BASE64,
    isBase64Encoded: true,
  },
  error: {
    statusCode: 500,
    statusDescription: '500 Internal Server Error',
    multiValueHeaders: JSON_LIST,
    body: FAILURE,
    isBase64Encoded: false,
  },
  empty: { statusCode: 204, statusDescription: '204 No Content', multiValueHeaders: {}, body: '', isBase64Encoded: false },
  repeated: {
    statusCode: 200,
    statusDescription: '200 OK',
    multiValueHeaders: { link: ['</a>; rel=next', '</b>; rel=prev'], ...JSON_LIST },
    body: TODO,
    isBase64Encoded: false,
  },
};

const lattice: Omit<Shapes, 'event'> = {
  ...albSingle,
  cookies: {
    statusCode: 200,
    statusDescription: '200 OK',
    headers: { 'set-cookie': SESSION, ...JSON_TYPE },
    cookies: [THEME],
    body: TODO,
    isBase64Encoded: false,
  },
};

const SHAPES: readonly Shapes[] = [
  { event: 'apigw-rest-v1', ...v1 },
  { event: 'apigw-http-v1-payload', ...v1 },
  { event: 'apigw-http-v2', ...v2 },
  { event: 'function-url', ...v2 },
  { event: 'alb', ...albSingle },
  { event: 'alb-health-check', ...albSingle },
  { event: 'alb-multi-value', ...albMulti },
  { event: 'alb-multi-value-encoded-query', ...albMulti },
  { event: 'vpc-lattice-v1', ...lattice },
  { event: 'vpc-lattice-v2', ...lattice },
];

function neverWarn(message: string): void {
  throw new Error(`an unexpected warning: ${message}`);
}

function todoResponse(): HttpResponse {
  return new HttpResponse(TODO, { headers: JSON_TYPE });
}

describe.each(SHAPES)('the result for $event', (shapes) => {
  const event = readEvent(shapes.event);
  const source = detectSource(event) as HttpSource<unknown>;
  const write = (response: HttpResponse, body: string | Uint8Array, warn = neverWarn) =>
    source.writeResponse(event, { response, body }, warn);

  it('carries JSON, by the short way and by the long one', () => {
    expect(source.writeText(event, 200, { ...JSON_TYPE }, TODO)).toStrictEqual(shapes.json);
    expect(write(todoResponse(), TODO)).toStrictEqual(shapes.json);
  });

  it('carries two cookies with commas in them, neither joined nor split', () => {
    const response = todoResponse();
    response.headers.append('set-cookie', SESSION);
    response.headers.append('set-cookie', THEME);
    const warnings: string[] = [];
    expect(write(response, TODO, (message) => warnings.push(message))).toStrictEqual(shapes.cookies);
    expect(warnings).toHaveLength(source.name === 'alb' && !('multiValueHeaders' in (event as object)) ? 1 : 0);
  });

  it('carries one cookie', () => {
    const response = todoResponse();
    response.headers.append('set-cookie', SESSION);
    expect(write(response, TODO)).toStrictEqual(shapes.oneCookie);
  });

  it('carries bytes as base64', () => {
    expect(write(new HttpResponse(PIXELS, { headers: { 'content-type': 'image/png' } }), PIXELS)).toStrictEqual(shapes.bytes);
  });

  it('carries an error like any other answer', () => {
    expect(source.writeText(event, 500, { ...JSON_TYPE }, FAILURE)).toStrictEqual(shapes.error);
    expect(write(new HttpResponse(FAILURE, { status: 500, headers: JSON_TYPE }), FAILURE)).toStrictEqual(shapes.error);
  });

  it('is complete when there is no body', () => {
    expect(source.writeText(event, 204, {}, '')).toStrictEqual(shapes.empty);
    expect(write(new HttpResponse(null, { status: 204 }), '')).toStrictEqual(shapes.empty);
    expect(write(new HttpResponse(null, { status: 204 }), new Uint8Array(0))).toStrictEqual(shapes.empty);
  });

  it('carries every value of a repeated header', () => {
    const response = todoResponse();
    response.headers.append('link', '</a>; rel=next');
    response.headers.append('link', '</b>; rel=prev');
    expect(write(response, TODO)).toStrictEqual(shapes.repeated);
  });

  it('leaves out what belongs to the connection, and a length of the app’s own', () => {
    const foreign = {
      connection: 'close',
      'keep-alive': 'timeout=5',
      'proxy-authenticate': 'Basic',
      'proxy-status': 'x',
      'proxy-a': 'x',
      'transfer-encoding': 'chunked',
      upgrade: 'h2c',
      'content-length': '3',
    };
    const response = new HttpResponse(TODO, { headers: { ...foreign, ...JSON_TYPE } });
    expect(source.writeText(event, 200, response.headers.singles()!, TODO)).toStrictEqual(shapes.json);
    expect(write(response, TODO)).toStrictEqual(shapes.json);
  });

  it('is the caller’s own: changing it does not change the response it was made from', () => {
    const response = todoResponse();
    for (const cookie of [SESSION, THEME]) response.headers.append('set-cookie', cookie);
    const result = JSON.stringify(write(response, TODO, () => {}));
    const changed = write(response, TODO, () => {}) as {
      headers?: Record<string, unknown>;
      multiValueHeaders?: Record<string, string[]>;
      cookies?: string[];
    };
    changed.cookies?.splice(0);
    for (const values of Object.values(changed.multiValueHeaders ?? {})) values.splice(0);
    for (const name of Object.keys(changed.headers ?? {})) delete changed.headers?.[name];
    expect(JSON.stringify(write(response, TODO, () => {}))).toBe(result);
  });
});

describe('a load balancer in single-header mode', () => {
  it('says in one warning which setting would keep all cookies', () => {
    const event = readEvent('alb') as Parameters<typeof alb.readRawPath>[0];
    const response = new HttpResponse('x');
    for (const cookie of ['a=1', 'b=2', 'c=3']) response.headers.append('set-cookie', cookie);
    const warnings: string[] = [];
    const result = alb.writeResponse(event, { response, body: 'x' }, (message) => warnings.push(message));
    expect(result).toMatchObject({ headers: { 'set-cookie': 'c=3' } });
    expect(warnings).toEqual([expect.stringContaining('lambda.multi_value_headers.enabled')]);
  });
});

describe('the answer for a node server', () => {
  const event = { method: 'GET', url: '/', rawHeaders: [], body: undefined, remoteAddress: undefined, encrypted: false };

  it('is plain: status, header lines, text or bytes', () => {
    const response = new HttpResponse(PIXELS, {
      status: 201,
      headers: { 'content-type': 'image/png', connection: 'close', 'proxy-status': 'x' },
    });
    for (const cookie of [SESSION, THEME]) response.headers.append('set-cookie', cookie);
    expect(nodeHttp.writeResponse(event, { response, body: PIXELS }, neverWarn)).toStrictEqual({
      status: 201,
      headers: [
        ['content-type', 'image/png'],
        ['set-cookie', [SESSION, THEME]],
      ],
      body: PIXELS,
    });
    expect(nodeHttp.writeText(event, 500, { ...JSON_TYPE, 'x-y': 'z' }, FAILURE)).toStrictEqual({
      status: 500,
      headers: [
        ['content-type', 'application/json'],
        ['x-y', 'z'],
      ],
      body: FAILURE,
    });
    expect(nodeHttp.writeText(event, 204, {}, '')).toStrictEqual({ status: 204, headers: [], body: '' });
  });
});
