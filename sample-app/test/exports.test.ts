// The exports: complete, safe to open in a spreadsheet, and streamed line by line.
import { streamClient } from 'lambent/testing';
import { CATALOGUE } from '../local/catalogue.js';
import { csv } from '../src/exports/csv.js';
import { bookTitled, openShop, orderFor, type Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

it('exports the catalogue as CSV, a line for each book', async () => {
  const answer = await shop.get('/v1/exports/books.csv');
  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="books.csv"',
  });
  const lines = answer.text().trimEnd().split('\r\n');
  expect(lines).toHaveLength(CATALOGUE.length + 1);
  expect(lines[0]).toBe('isbn,title,author,genre,year,price,stock');
  expect(lines).toContain('9781804374689,Salt Roads,Amara Okonjo-Reid,fiction,2023,16.99,22');
  expect(lines.find((line) => line.includes('Goodnight'))).toContain(',"Goodnight, Little Lighthouse",');
});

it('streams the catalogue where the platform can', async () => {
  const answer = await streamClient(shop.app).get('/v1/exports/books.csv');
  expect(answer.prelude.statusCode).toBe(200);
  expect(answer.chunks.length).toBeGreaterThan(CATALOGUE.length / 2);
  expect(answer.text()).toBe((await shop.get('/v1/exports/books.csv')).text());
});

it('exports orders to staff only', async () => {
  await shop.post('/v1/orders', { body: orderFor({ isbn: bookTitled('Salt Roads').isbn, quantity: 2 }) });

  expect((await shop.get('/v1/exports/orders.csv')).status).toBe(401);
  const [head, line] = (await shop.get('/v1/exports/orders.csv', { headers: shop.staff })).text().split('\r\n');
  expect(head).toBe('order,placed,status,customer,country,copies,total');
  expect(line).toMatch(/^[0-9A-Z-]{19},\d{4}-\d\d-\d\dT[\d:.]+Z,placed,Nora Lindqvist,DE,2,33\.98$/);
});

it.each([
  ['plain', 'plain'],
  ['a, b', '"a, b"'],
  ['say "ah"', '"say ""ah"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
])('writes the cell %j as %j', async (value, cell) => {
  const rows = (async function* () {
    yield value;
  })();
  const lines: string[] = [];
  for await (const line of csv({ cell: (row: string) => row }, rows)) lines.push(line);
  expect(lines).toEqual(['cell\r\n', `${cell}\r\n`]);
});
