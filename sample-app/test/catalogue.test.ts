// The catalogue as customers and staff use it.
import { CATALOGUE } from '../local/catalogue.js';
import type { Book } from '../src/catalogue/book.js';
import type { Page } from '../src/storage/page.js';
import { bookTitled, openShop, type Shop } from './shop.js';

const { isbn: ORCHARD_SHIP } = bookTitled('The Orchard Ship');
const DRAFT = {
  isbn: '9783161484100',
  title: '  The Ferry at Dusk ',
  author: 'Ola Brandt',
  genre: 'fiction',
  year: 2024,
  pages: 210,
  priceInCents: 1399,
  stock: 5,
  blurb: 'The last crossing of the day, and who does not get off.',
};

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('reading', () => {
  it('lists every book once, by title, over as many pages as it takes', async () => {
    const titles: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const page: Page<Book> = (await shop.get('/v1/books', { query: { limit: 7, ...(cursor && { cursor }) } })).json();
      titles.push(...page.items.map((book) => book.title));
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(pages).toBe(5);
    expect(titles).toHaveLength(CATALOGUE.length);
    expect(new Set(titles)).toEqual(new Set(CATALOGUE.map((book) => book.title)));
    expect(titles.slice(0, 3)).toEqual(['The Bear Who Minded the Shop', 'Bread and Revolution', "Captain Marmalade's Map"]);
  });

  it.each([
    ['a word of the title', { search: 'orchard' }, ['The Orchard Ship']],
    ['an author without the accent', { search: 'BELTRAN' }, ['Goodnight, Little Lighthouse']],
    ['words of title and author in any order', { search: 'castellan ship' }, ['The Orchard Ship']],
    ['an ISBN', { search: ORCHARD_SHIP }, ['The Orchard Ship']],
    ['words within a genre', { search: 'the', genre: 'poetry' }, ['The Weather Inside']],
    ['something we do not have', { search: 'zebra' }, []],
  ])('finds by %s', async (_what, query, titles) => {
    const page = (await shop.get('/v1/books', { query })).json<Page<Book>>();
    expect(page.items.map((book) => book.title)).toEqual(titles);
    expect(page.nextCursor).toBeNull();
  });

  it('gives one book with its version as entity tag, and 304 to who has it already', async () => {
    const first = await shop.get(`/v1/books/${ORCHARD_SHIP}`);
    expect(first.status).toBe(200);
    expect(first.json()).toEqual({ ...bookTitled('The Orchard Ship'), version: 1 });
    expect(first.headers.etag).toBe('"v1"');

    const again = await shop.get(`/v1/books/${ORCHARD_SHIP}`, { headers: { 'if-none-match': '"v1"' } });
    expect(again.status).toBe(304);
    expect(again.text()).toBe('');
  });

  it.each([
    ['an ISBN we do not have', '/v1/books/9780000000000', 404, 'We have no book with ISBN 9780000000000.'],
    ['an ISBN that cannot be one', `/v1/books/${'9'.repeat(3000)}`, 404, 'We have no book with ISBN 999'],
    ['a cursor that is not ours', '/v1/books?cursor=WyJhIl0', 400, 'This cursor is not one of ours.'],
    ['a path that does not exist', '/v1/magazines', 404, 'There is nothing at GET /v1/magazines.'],
  ])('explains %s', async (_what, path, status, message) => {
    const answer = await shop.get(path);
    expect(answer.status).toBe(status);
    expect(answer.json<{ message: string }>().message).toContain(message);
  });

  it('names every query parameter that does not fit', async () => {
    const answer = await shop.get('/v1/books?limit=500&genre=western&colour=red');
    expect(answer.status).toBe(400);
    const paths = answer.json<{ details: { path: string }[] }>().details.map((issue) => issue.path);
    expect(new Set(paths)).toEqual(new Set(['query.limit', 'query.genre', 'query.colour']));
  });
});

describe('writing', () => {
  it('works with the entity tag that a client gets who takes compressed answers', async () => {
    const { isbn, ...details } = bookTitled('Tenants of the Ring');
    const path = `/v1/books/${isbn}`;
    const body = { ...details, blurb: 'Rent is due. '.repeat(76) };
    await shop.put(path, { headers: { ...shop.staff, 'if-match': '"v1"' }, body });

    const { etag } = (await shop.get(path, { headers: { 'accept-encoding': 'gzip, br' } })).headers;
    expect((await shop.put(path, { headers: { ...shop.staff, 'if-match': etag }, body })).status).toBe(200);
  });

  it('is for staff alone', async () => {
    const customer = await shop.issuer.sign({ sub: 'ada' });
    const asking = (headers: Record<string, string>) => shop.post('/v1/books', { headers, body: DRAFT });

    expect((await asking({})).status).toBe(401);
    expect((await asking({ authorization: 'Bearer guessed' })).status).toBe(401);
    expect((await asking({ authorization: `Bearer ${customer}` })).status).toBe(403);
  });

  it('adds a book, once', async () => {
    const added = await shop.post('/v1/books', { headers: shop.staff, body: DRAFT });
    expect(added.status).toBe(201);
    expect(added.headers.location).toBe('/v1/books/9783161484100');
    expect(added.json()).toEqual({ ...DRAFT, title: 'The Ferry at Dusk', version: 1 });

    const again = await shop.post('/v1/books', { headers: shop.staff, body: DRAFT });
    expect(again.status).toBe(409);
    expect(again.json<{ message: string }>().message).toContain('already in the catalogue');
  });

  it('says everything that is wrong with a draft at once', async () => {
    const answer = await shop.post('/v1/books', {
      headers: shop.staff,
      body: { ...DRAFT, isbn: '9783161484101', title: ' ', priceInCents: 13.99, color: 'red' },
    });
    expect(answer.status).toBe(400);
    const issues = answer.json<{ details: { path: string; message: string }[] }>().details;
    expect(issues.map(({ path }) => path).sort()).toEqual(['body.color', 'body.isbn', 'body.priceInCents', 'body.title']);
    expect(issues.find(({ path }) => path === 'body.priceInCents')?.message).toBe(
      'priceInCents must be a whole number of cents, 1499 for €14.99',
    );
  });

  it('replaces a book only for those who have seen its current version', async () => {
    const { isbn, ...details } = bookTitled('Moth Hours');
    const path = `/v1/books/${isbn}`;
    const body = { ...details, stock: 40 };

    const blind = await shop.put(path, { headers: shop.staff, body });
    expect(blind.status).toBe(428);

    const changed = await shop.put(path, { headers: { ...shop.staff, 'if-match': '"v1"' }, body });
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).toBe('"v2"');
    expect(changed.json<Book>().stock).toBe(40);

    const late = await shop.put(path, { headers: { ...shop.staff, 'if-match': '"v1"' }, body: details });
    expect(late.status).toBe(412);
    expect((await shop.books.read(isbn)).stock).toBe(40);
  });

  it('lets one of two simultaneous changes win, and tells the other', async () => {
    const { isbn, ...details } = bookTitled('Slow Light');
    const change = (priceInCents: number) =>
      shop.put(`/v1/books/${isbn}`, { headers: { ...shop.staff, 'if-match': '"v1"' }, body: { ...details, priceInCents } });
    const answers = await Promise.all([change(1), change(2), change(3)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412, 412]);
    expect((await shop.books.read(isbn)).version).toBe(2);
  });

  it('removes a book', async () => {
    const path = `/v1/books/${bookTitled('The Onion Book').isbn}`;
    expect((await shop.delete(path, { headers: { ...shop.staff, 'if-match': '"v7"' } })).status).toBe(412);
    expect((await shop.delete(path, { headers: { ...shop.staff, 'if-match': '"v1"' } })).status).toBe(204);
    expect((await shop.get(path)).status).toBe(404);
  });

  it('keeps a log of every change, which only staff may read', async () => {
    await shop.post('/v1/books', { headers: shop.staff, body: { ...DRAFT, isbn: '9780306406157' } });

    expect((await shop.get('/v1/audit')).status).toBe(401);
    const [latest] = (await shop.get('/v1/audit', { headers: shop.staff })).json<Page<object>>().items;
    expect(latest).toMatchObject({ method: 'POST', path: '/v1/books', status: 201, clientIp: '203.0.113.7', who: 'nora' });
  });
});
