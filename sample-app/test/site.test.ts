// The web page, and how the whole service behaves at its edges.
import { openShop, orderFor, type Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('the page', () => {
  it('is always asked for again, and its files are kept for good', async () => {
    const page = await shop.get('/');
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });

    const files = [...page.text().matchAll(/assets\/[^"]+/g)].map(([path]) => `/${path}`);
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const answer = await shop.get(file);
      expect([file, answer.status]).toEqual([file, 200]);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
  });

  it.each([
    ['shop.js', 'text/javascript; charset=utf-8'],
    ['base.css', 'text/css; charset=utf-8'],
    ['lamp.svg', 'image/svg+xml'],
  ])('serves %s as %s, from an older page uncached', async (file, type) => {
    const answer = await shop.get(`/assets/older/${file}`);
    expect(answer.headers).toMatchObject({ 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
  });

  it('runs no script but its own', async () => {
    const policy = (await shop.get('/')).headers['content-security-policy'];
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("default-src 'none'");
  });

  it('answers 304 when nothing has changed', async () => {
    const { etag } = (await shop.get('/')).headers;
    expect((await shop.get('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it.each(['/no-such-page', '/assets/x/secret.txt', '/assets/x/..%2f..%2fpackage.json', '/assets/x/constructor'])(
    'has nothing at %s',
    async (path) => {
      expect((await shop.get(path)).status).toBe(404);
    },
  );

  it('shows people a page when they are lost, and programs JSON', async () => {
    const page = await shop.get('/no-such-page');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text()).toContain('There is no page at this address');
    expect((await shop.get('/v1/no-such-thing')).headers['content-type']).toContain('application/json');
  });
});

it('names the methods a path has', async () => {
  const answer = await shop.patch('/v1/orders', { body: orderFor() });
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS, POST');
});

it('compresses long answers', async () => {
  const answer = await shop.get('/v1/books', { headers: { 'accept-encoding': 'br' } });
  expect(answer.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding, Origin' });
});

it('writes one access log line for each request', async () => {
  const before = shop.log.length;
  await shop.get('/v1/books?limit=1');
  const lines = shop.log.slice(before).map((line) => JSON.parse(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ message: 'request', method: 'GET', route: '/v1/books', status: 200 });
});

describe('without storage', () => {
  let dark: Shop;
  beforeAll(async () => {
    dark = await openShop();
    await dark.emulator.close();
  });
  afterAll(() => Promise.all([dark.app.close(), dark.issuer.close()]));

  it.each([
    ['GET', '/health', undefined],
    ['GET', '/v1/books', undefined],
    ['POST', '/v1/orders', orderFor({ isbn: '9781804374689', quantity: 1 })],
  ])('%s %s says to try again', async (method, path, body) => {
    const answer = await dark.request(method, path, { body, headers: dark.staff });
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.json<{ message: string }>().message).toBe('The shop cannot reach its storage right now. Please try again in a moment.');
  });

  it('tells the log why', async () => {
    await dark.get('/health');
    expect(dark.log.join('')).toContain('ECONNREFUSED');
  });
});

it('is healthy otherwise', async () => {
  expect((await shop.get('/health')).json()).toEqual({ status: 'ok' });
});
