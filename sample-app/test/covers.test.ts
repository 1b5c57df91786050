// Covers: drawn ones and uploaded ones, as bytes.
import { bookTitled, openShop, type Shop } from './shop.js';

const { isbn } = bookTitled('Salt Roads');
const PATH = `/v1/books/${isbn}/cover`;
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(Array.from({ length: 600 }, (_, index) => index % 256))]);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const messageOf = (answer: { json<T>(): T }) => answer.json<{ message: string }>().message;

it('draws a cover for a book that has none, always the same', async () => {
  const first = await shop.get(PATH);
  expect(first.status).toBe(200);
  expect(first.headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
  });
  expect(first.text()).toContain('>Salt Roads</tspan>');
  expect((await shop.get(PATH)).text()).toBe(first.text());
});

it('says 304 to a browser that has the cover', async () => {
  const { etag } = (await shop.get(PATH)).headers;
  const again = await shop.get(PATH, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  expect(again.bytes()).toHaveLength(0);
});

it('writes titles into the drawing as text, never as markup', async () => {
  const { isbn: other, ...details } = bookTitled('Moth Hours');
  await shop.put(`/v1/books/${other}`, { headers: { ...shop.staff, 'if-match': '*' }, body: { ...details, title: '<script>"&' } });
  const svg = (await shop.get(`/v1/books/${other}/cover`)).text();
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('&#60;script&#62;&#34;&#38;');
});

it('keeps an uploaded picture byte for byte, until it is removed', async () => {
  const uploaded = await shop.put(PATH, { headers: { ...shop.staff, 'content-type': 'image/png' }, body: PNG });
  expect(uploaded.json()).toEqual({ isbn, type: 'image/png', bytes: PNG.length });

  const served = await shop.get(PATH);
  expect(served.headers['content-type']).toBe('image/png');
  expect(Buffer.from(served.bytes()).equals(PNG)).toBe(true);

  expect((await shop.delete(PATH, { headers: shop.staff })).status).toBe(204);
  expect((await shop.get(PATH)).headers['content-type']).toBe('image/svg+xml');
});

it('refuses what is not a picture, whatever it claims to be', async () => {
  const answer = await shop.put(PATH, { headers: { ...shop.staff, 'content-type': 'image/png' }, body: '<svg onload="alert(1)"/>' });
  expect(answer.status).toBe(415);
  expect(messageOf(answer)).toContain('PNG, JPEG or WebP');
});

it('refuses pictures that are too large', async () => {
  const answer = await shop.put(PATH, {
    headers: { ...shop.staff, 'content-type': 'image/png' },
    body: Buffer.concat([PNG, Buffer.alloc(300 * 1024)]),
  });
  expect(answer.status).toBe(413);
});

it('takes pictures from staff only, and only for books there are', async () => {
  expect((await shop.put(PATH, { body: PNG })).status).toBe(401);
  expect((await shop.put('/v1/books/9780000000000/cover', { headers: shop.staff, body: PNG })).status).toBe(404);
  expect((await shop.get('/v1/books/9780000000000/cover')).status).toBe(404);
});
