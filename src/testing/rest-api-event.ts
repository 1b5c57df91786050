// Builds events of REST APIs (payload 1.0).
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { decodeQuery, type EventParts, groupPairs, type HeaderLine, readParts, withGatewayHeaders } from './event-parts.js';
import { ACCOUNT_ID, gatewayTime, nextRequestId, REGION, traceHeader, USER_AGENT } from './gateway-identity.js';
import { type HttpEventFields, mergeFields, rawFieldsOf, recordField } from './http-event-fields.js';

/**
 * An event of a REST API. As on AWS the path arrives as the client sent it, the query decoded and in two maps, headers in two maps with
 * mixed case, and no `content-length`.
 *
 * @example
 * const event = restApiEvent({ path: '/v1/todos/7', headers: { accept: 'application/json' }, requestContext: { authorizer: { principalId: 'u1' } } });
 * const result = await app.handler(event, lambdaContext());
 */
export function restApiEvent(fields: HttpEventFields = {}): APIGatewayProxyEvent {
  const { httpMethod, multiValueQueryStringParameters, queryStringParameters, multiValueHeaders } = fields;
  const headers = fields.headers === undefined ? (multiValueHeaders as HttpEventFields['headers']) : fields.headers;
  const parts = readParts({ ...fields, headers }, { method: httpMethod, query: multiValueQueryStringParameters ?? queryStringParameters });
  const event = writeEvent(parts, recordField(fields, 'requestContext'));
  // Those of another resource than the default one take its place.
  if (fields.pathParameters !== undefined) event.pathParameters = null;
  const raw = rawFieldsOf(fields);
  return mergeFields(event, headers === null ? { ...raw, headers: null, multiValueHeaders: null } : raw);
}

function writeEvent(parts: EventParts, given: Readonly<Record<string, unknown>>): APIGatewayProxyEvent {
  const apiId = 'f6g7h8i9j0';
  const { domainName = `${apiId}.execute-api.${REGION}.amazonaws.com`, stage = 'prod' } = given;
  const lines = writeHeaders(parts, String(domainName));
  const query = groupPairs(decodeQuery(parts.query));
  const proxy = parts.path.slice(1);
  const resource = proxy ? '/{proxy+}' : '/';
  return {
    resource,
    path: parts.path,
    httpMethod: parts.method,
    headers: Object.fromEntries(lines.map(({ name, values }) => [name, values.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(lines.map(({ name, values }) => [name, [...values]])),
    queryStringParameters: query.size > 0 ? Object.fromEntries([...query].map(([name, values]) => [name, values.at(-1) ?? ''])) : null,
    multiValueQueryStringParameters: query.size > 0 ? Object.fromEntries(query) : null,
    pathParameters: proxy ? { proxy } : null,
    stageVariables: null,
    requestContext: writeContext(parts, { apiId, domainName: String(domainName), stage: String(stage), resource }),
    body: parts.body?.text ?? null,
    isBase64Encoded: parts.body?.base64 ?? false,
  };
}

function writeHeaders(parts: EventParts, host: string): HeaderLine[] {
  const lines = withGatewayHeaders(parts, {
    accept: '*/*',
    Host: host,
    'User-Agent': USER_AGENT,
    'X-Amzn-Trace-Id': traceHeader(Date.now()),
    'X-Forwarded-For': parts.clientIp,
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  });
  return parts.cookies.length > 0 ? [...lines, { name: 'cookie', values: [parts.cookies.join('; ')] }] : lines;
}

interface RestNames {
  apiId: string;
  domainName: string;
  stage: string;
  resource: string;
}

function writeContext(parts: EventParts, { apiId, domainName, stage, resource }: RestNames): APIGatewayProxyEvent['requestContext'] {
  const now = Date.now();
  // Without `authorizer`: there is none on the wire until one is configured.
  return {
    accountId: ACCOUNT_ID,
    apiId,
    domainName,
    domainPrefix: domainName.split('.', 1)[0] ?? '',
    extendedRequestId: 'c0ffeeAAAAAAAAA=',
    httpMethod: parts.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: parts.clientIp,
      user: null,
      userAgent: parts.headers.get('user-agent')?.values[0] ?? USER_AGENT,
      userArn: null,
    },
    path: `/${stage}${parts.path}`,
    protocol: 'HTTP/1.1',
    requestId: nextRequestId(),
    requestTime: gatewayTime(now),
    requestTimeEpoch: now,
    resourceId: 'abc123',
    resourcePath: resource,
    stage,
  } as APIGatewayProxyEvent['requestContext'];
}
