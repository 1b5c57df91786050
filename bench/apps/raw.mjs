// No framework: the least that a careful handler costs.
const EMAIL = /^[\w+-]+(?:\.[\w+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

const json = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

function createUser(event) {
  let user;
  try {
    user = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body);
  } catch {
    return json(400, { message: 'The body is not valid JSON' });
  }
  if (typeof user !== 'object' || user === null) return json(400, { message: 'The body is not an object' });
  const { name, email, age } = user;
  const details = [];
  if (typeof name !== 'string' || name.length < 1 || name.length > 100)
    details.push({ path: 'name', message: 'name has 1 to 100 characters' });
  if (typeof email !== 'string' || !EMAIL.test(email)) details.push({ path: 'email', message: 'email must be an email' });
  if (age !== undefined && (!Number.isInteger(age) || age < 18)) details.push({ path: 'age', message: 'age must not be less than 18' });
  return details.length > 0 ? json(400, { message: 'Validation failed', details }) : json(201, { name, email, age });
}

const setting = (name, value) => async (next) => {
  const result = await next();
  result.headers[name] = value;
  return result;
};
const layers = [setting('x-1', '1'), setting('x-2', '2'), setting('x-3', '3'), setting('x-4', '4')];
const around = layers.reduceRight(
  (next, layer) => () => layer(next),
  async () => json(200, { ok: true }),
);

export const handler = async (event) => {
  const { method } = event.requestContext.http;
  const path = event.rawPath;
  if (method === 'GET') {
    if (path === '/hello') return json(200, { message: 'hello' });
    if (path === '/around') return around();
    if (path.startsWith('/users/') && path.length > 7 && !path.includes('/', 7))
      return json(200, { id: decodeURIComponent(path.slice(7)), page: event.queryStringParameters?.page });
  }
  if (method === 'POST' && path === '/users') return createUser(event);
  return json(404, { message: 'Not Found' });
};
