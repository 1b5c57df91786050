// Builds events of HTTP APIs (payload 2.0) and of function URLs, which share a payload but not how they treat path and cookies.
import type { APIGatewayProxyEventV2, LambdaFunctionURLEvent } from 'aws-lambda';
import { decodeQuery, type EventParts, groupPairs, readParts, withGatewayHeaders } from './event-parts.js';
import { ACCOUNT_ID, gatewayTime, nextRequestId, REGION, traceHeader, USER_AGENT } from './gateway-identity.js';
import { type HttpEventFields, mergeFields, rawFieldsOf, recordField } from './http-event-fields.js';

/**
 * An event of an HTTP API with payload format 2.0. As on AWS the path arrives percent-decoded, with the stage in front unless it is
 * `$default`, cookies only in `cookies`, and repeated headers joined.
 *
 * @example
 * const event = httpApiEvent({ method: 'POST', path: '/v1/todos?dry=1', body: { title: 'x' }, cookies: { session: 'abc' } });
 * const result = await app.handler(event, lambdaContext());
 */
export function httpApiEvent(fields: HttpEventFields = {}): APIGatewayProxyEventV2 {
  const parts = readV2Parts(fields);
  const apiId = 'a1b2c3d4e5';
  const { domainName = `${apiId}.execute-api.${REGION}.amazonaws.com`, stage = '$default' } = recordField(fields, 'requestContext');
  const staged = stage !== '$default' && /\.execute-api\./.test(String(domainName));
  const path = typeof fields.rawPath === 'string' ? fields.rawPath : `${staged ? `/${stage}` : ''}${decodePath(parts.path)}`;
  const event = writeEvent(parts, { apiId, accountId: ACCOUNT_ID, domainName: String(domainName), rawPath: path, path, headers: {} });
  return finish(event, fields);
}

/**
 * An event of a Lambda function URL. As on AWS the path arrives as the client sent it, and cookies both as a header and in `cookies`.
 *
 * @example
 * const event = functionUrlEvent({ path: '/files/a%2Fb', headers: { accept: 'image/png' } });
 */
export function functionUrlEvent(fields: HttpEventFields = {}): LambdaFunctionURLEvent {
  const parts = readV2Parts(fields);
  const apiId = 'abcdefghijklmnopqrstuvwxyz012345';
  const { domainName = `${apiId}.lambda-url.${REGION}.on.aws` } = recordField(fields, 'requestContext');
  const headers: Record<string, string> = { 'x-amzn-tls-version': 'TLSv1.3', 'x-amzn-tls-cipher-suite': 'TLS_AES_128_GCM_SHA256' };
  if (parts.cookies.length > 0) headers.cookie = parts.cookies.join('; ');
  const rawPath = typeof fields.rawPath === 'string' ? fields.rawPath : parts.path;
  const names = { apiId, accountId: 'anonymous', domainName: String(domainName), rawPath, path: decodePath(rawPath) };
  return finish(writeEvent(parts, { ...names, headers }), fields);
}

function readV2Parts(fields: HttpEventFields): EventParts {
  const { method } = recordField(recordField(fields, 'requestContext'), 'http');
  return readParts(fields, { method, query: fields.rawQueryString ?? fields.queryStringParameters });
}

interface V2Names {
  apiId: string;
  accountId: string;
  domainName: string;
  rawPath: string;
  path: string;
  headers: Record<string, string>;
}

function writeEvent(parts: EventParts, names: V2Names): APIGatewayProxyEventV2 {
  const now = Date.now();
  const added: Record<string, string> = {
    accept: '*/*',
    host: names.domainName,
    'user-agent': USER_AGENT,
    'x-amzn-trace-id': traceHeader(now),
    'x-forwarded-for': parts.clientIp,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    ...names.headers,
  };
  if (parts.body) added['content-length'] = String(parts.body.byteLength);
  const headers = new Map(withGatewayHeaders(parts, added).map(({ name, values }) => [name.toLowerCase(), values.join(',')]));
  const query = [...groupPairs(decodeQuery(parts.query))].map(([name, values]): [string, string] => [name, values.join(',')]);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: names.rawPath,
    rawQueryString: parts.query,
    ...(parts.cookies.length > 0 && { cookies: [...parts.cookies] }),
    headers: Object.fromEntries(headers),
    ...(query.length > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: names.accountId,
      apiId: names.apiId,
      domainName: names.domainName,
      domainPrefix: names.domainName.split('.', 1)[0] ?? '',
      http: {
        method: parts.method,
        path: names.path,
        protocol: 'HTTP/1.1',
        sourceIp: parts.clientIp,
        userAgent: headers.get('user-agent') ?? '',
      },
      requestId: nextRequestId(),
      routeKey: '$default',
      stage: '$default',
      time: gatewayTime(now),
      timeEpoch: now,
    },
    ...(parts.body && { body: parts.body.text }),
    isBase64Encoded: parts.body?.base64 ?? false,
  };
}

function finish(event: APIGatewayProxyEventV2, fields: HttpEventFields): APIGatewayProxyEventV2 {
  const raw = fields.headers === null ? { ...rawFieldsOf(fields), headers: null } : rawFieldsOf(fields);
  return mergeFields(event, raw);
}

/** What the gateway makes of a path: every escape that is UTF-8 decoded, once, `%2F` included. */
function decodePath(path: string): string {
  return path.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
