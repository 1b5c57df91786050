// What every app is asked, and what it has to answer.

const headers = {
  accept: 'application/json',
  'accept-encoding': 'gzip, br',
  'accept-language': 'en',
  authorization: 'Bearer 0123456789abcdef',
  host: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'x-amzn-trace-id': 'Root=1-68000000-0123456789abcdef01234567',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
};

/** An event as an HTTP API sends it, payload format 2.0. An object as `body` is sent as JSON, bytes are as base64. */
export function eventOf(method, path, { query = '', body, more, cookies } = {}) {
  const isBytes = body instanceof Uint8Array;
  const text = isBytes ? body.toString('base64') : body && JSON.stringify(body);
  const type = isBytes ? 'application/octet-stream' : 'application/json';
  const length = isBytes ? body.length : text && Buffer.byteLength(text);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { ...headers, ...more, ...(text && { 'content-type': type, 'content-length': String(length) }) },
    ...(cookies && { cookies }),
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: headers.host,
      domainPrefix: 'a1b2c3d4e5',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: headers['user-agent'] },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '12/Mar/2026:19:03:58 +0000',
      timeEpoch: 1773342238000,
    },
    ...(text && { body: text }),
    isBase64Encoded: isBytes,
  };
}

const ada = { name: 'Ada Lovelace', email: 'ada@example.com', age: 36 };

export const requests = {
  'GET /hello': { event: eventOf('GET', '/hello'), status: 200, body: { message: 'hello' } },
  'GET /users/:id': { event: eventOf('GET', '/users/42', { query: 'page=2' }), status: 200, body: { id: '42', page: '2' } },
  'POST, valid': { event: eventOf('POST', '/users', { body: ada }), status: 201, body: ada },
  'POST, invalid': {
    event: eventOf('POST', '/users', { body: { name: '', email: 'ada', age: 12 } }),
    status: 400,
    fields: ['age', 'email', 'name'],
  },
  '4 middleware': {
    event: eventOf('GET', '/around'),
    status: 200,
    body: { ok: true },
    headers: { 'x-1': '1', 'x-2': '2', 'x-3': '3', 'x-4': '4' },
  },
  'unknown path': { event: eventOf('GET', '/nowhere/at/all'), status: 404, body: { message: 'Not Found' } },
};

export const context = {
  awsRequestId: 'b6f6a1c0-0000-4000-8000-000000000000',
  functionName: 'bench',
  functionVersion: '$LATEST',
  memoryLimitInMB: '512',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 30_000,
};

/** @throws Error that says in what an answer is not the expected one. */
export function verify(name, result) {
  const { status, body, fields, headers = {} } = requests[name];
  const fail = (what) => {
    throw new Error(`${name}: ${what} is wrong in ${JSON.stringify(result)}`);
  };
  const given = Object.fromEntries(Object.entries(result?.headers ?? {}).map(([key, value]) => [key.toLowerCase(), String(value)]));
  if (result?.statusCode !== status) fail('the status');
  if (!given['content-type']?.startsWith('application/json')) fail('the content type');
  for (const [key, value] of Object.entries(headers)) if (given[key] !== value) fail(`the header ${key}`);
  const answered = JSON.parse(result.isBase64Encoded ? Buffer.from(result.body, 'base64').toString() : result.body);
  const expected = fields ?? body;
  const actual = fields ? [...new Set(answered.details.map(({ path }) => path))].sort() : answered;
  if (JSON.stringify(sorted(actual)) !== JSON.stringify(sorted(expected))) fail('the body');
}

function sorted(value) {
  return Array.isArray(value) ? value : Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
