// Ordering: nothing is sold twice, nothing is lost, and every refusal says why.
import { createApp } from 'lambent';
import { testClient } from 'lambent/testing';
import { bookshop } from '../src/app.js';
import type { Order } from '../src/orders/order.js';
import { OrderDesk } from '../src/orders/order-desk.js';
import type { Page } from '../src/storage/page.js';
import { bookTitled, openShop, orderFor, type Shop } from './shop.js';

const SALT_ROADS = bookTitled('Salt Roads');
const ALIBI = bookTitled("The Clockmaker's Alibi");
const NINTH_BELL = bookTitled('The Ninth Bell');

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const stockOf = async (isbn: string) => (await shop.books.read(isbn)).stock;

it('places an order at the prices of the catalogue and takes the books from the stock', async () => {
  const body = orderFor({ isbn: SALT_ROADS.isbn, quantity: 2 }, { isbn: ALIBI.isbn, quantity: 1 });
  const answer = await shop.post('/v1/orders', { body });

  expect(answer.status).toBe(201);
  const order = answer.json<Order>();
  expect(order).toMatchObject({ status: 'placed', customer: body.customer, totalInCents: 2 * 1699 + 1099 });
  expect(order.id).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  expect(answer.headers.location).toBe(`/v1/orders/${order.id}`);
  expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock - 2);

  const read = await shop.get(`/v1/orders/${order.id}`);
  expect(read.json()).toEqual(order);
  expect(read.headers['cache-control']).toBe('no-store');
});

it('takes nothing when one line cannot be filled, and names every such line', async () => {
  const body = orderFor({ isbn: SALT_ROADS.isbn, quantity: 2 }, { isbn: ALIBI.isbn, quantity: 3 }, { isbn: NINTH_BELL.isbn, quantity: 1 });
  const answer = await shop.post('/v1/orders', { body });

  expect(answer.status).toBe(409);
  expect(answer.json()).toMatchObject({
    message: 'Nothing was ordered: only 2 of "The Clockmaker\'s Alibi" are left, you asked for 3; "The Ninth Bell" is sold out.',
    details: [
      { isbn: ALIBI.isbn, requested: 3, available: 2 },
      { isbn: NINTH_BELL.isbn, requested: 1, available: 0 },
    ],
  });
  expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock);
  expect(await stockOf(ALIBI.isbn)).toBe(2);
});

it('never sells more copies than there are, however many ask at once', async () => {
  const body = orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 }, { isbn: ALIBI.isbn, quantity: 1 });
  const answers = await Promise.all(Array.from({ length: 12 }, () => shop.post('/v1/orders', { body })));

  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(2);
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(10);
  expect(await stockOf(ALIBI.isbn)).toBe(0);
  expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock - 2);
});

describe('with an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'one-key-for-one-order' };

  it('answers a repeated request with the order it has already placed', async () => {
    const body = orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 });
    const first = await shop.post('/v1/orders', { headers, body });
    const second = await shop.post('/v1/orders', { headers, body });

    expect(second.status).toBe(201);
    expect(second.headers).toMatchObject({ 'idempotency-replayed': 'true', location: first.headers.location });
    expect(second.json()).toEqual(first.json());
    expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock - 1);
  });

  it('places one order when the same request comes several times at once', async () => {
    const body = orderFor({ isbn: SALT_ROADS.isbn, quantity: 3 });
    const answers = await Promise.all([1, 2, 3].map(() => shop.post('/v1/orders', { headers, body })));

    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    for (const { status, headers: told } of answers) if (status === 409) expect(told['retry-after']).toBe('1');
    expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock - 3);
  });

  it('places one order although the answer of the first request was never kept', async () => {
    const body = orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 });
    const first = await shop.post('/v1/orders', { headers, body });
    // As if the process had ended between writing the order and keeping the answer.
    const forgetful = testClient(createApp(bookshop({ ...shop.settings, requestsTableName: 'forgotten' })));
    const second = await forgetful.post('/v1/orders', { headers, body });
    await forgetful.close();

    expect([second.status, second.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect([second.json(), second.headers.location]).toEqual([first.json(), first.headers.location]);
    expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock - 1);
  });

  it('places one order when two requests write it at once, and puts the books of the other back', async () => {
    const body = orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 });
    const desk = shop.app.resolve(OrderDesk);
    const orders = await Promise.all([desk.place(body, 'one'), desk.place(body, 'one'), desk.place(body, 'another')]);

    expect(orders[1]).toEqual(orders[0]);
    expect(orders[2].id).not.toBe(orders[0].id);
    expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock - 2);
  });

  it('refuses the key for a different order', async () => {
    await shop.post('/v1/orders', { headers, body: orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 }) });
    const other = await shop.post('/v1/orders', { headers, body: orderFor({ isbn: SALT_ROADS.isbn, quantity: 2 }) });

    expect(other.status).toBe(422);
    expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock - 1);
  });

  it('tries an order anew that was refused', async () => {
    const body = orderFor({ isbn: NINTH_BELL.isbn, quantity: 1 });
    expect((await shop.post('/v1/orders', { headers, body })).status).toBe(409);

    await shop.books.returnToStock(NINTH_BELL.isbn, 1);
    expect((await shop.post('/v1/orders', { headers, body })).status).toBe(201);
  });
});

it('tells a customer what is missing, field by field', async () => {
  const answer = await shop.post('/v1/orders', {
    body: {
      customer: { name: ' ', email: 'nora', address: { street: '', city: 'Kiel', postcode: '24103', country: 'Germany' } },
      lines: [],
    },
  });
  expect(answer.status).toBe(400);
  expect(
    answer
      .json<{ details: { path: string; message: string }[] }>()
      .details.map(({ path, message }) => `${path}: ${message}`)
      .sort(),
  ).toEqual([
    'body.customer.address.country: Please choose a country, as a two-letter code such as DE or FR',
    'body.customer.address.street: Please tell us the street and house number',
    'body.customer.email: Please give an e-mail address that we can write to',
    'body.customer.name: Please tell us your name',
    'body.lines: An order needs at least one book',
  ]);
});

it.each([
  ['no body at all', undefined, 400],
  ['an order by nobody', { lines: orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 }).lines }, 400],
  [
    'an order to nowhere',
    { ...orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 }), customer: { name: 'Nora', email: 'nora@example.com' } },
    400,
  ],
  ['lines that are not a list', { ...orderFor(), lines: 'all of them' }, 400],
  ['a book twice', orderFor({ isbn: SALT_ROADS.isbn, quantity: 1 }, { isbn: SALT_ROADS.isbn, quantity: 1 }), 400],
  ['a fraction of a book', orderFor({ isbn: SALT_ROADS.isbn, quantity: 0.5 }), 400],
])('refuses %s', async (_what, body, status) => {
  const answer = await shop.post('/v1/orders', body === undefined ? {} : { body });
  expect(answer.status).toBe(status);
  expect(await stockOf(SALT_ROADS.isbn)).toBe(SALT_ROADS.stock);
});

it('puts the books of a cancelled order back, once', async () => {
  const order = (await shop.post('/v1/orders', { body: orderFor({ isbn: ALIBI.isbn, quantity: 2 }) })).json<Order>();
  expect(await stockOf(ALIBI.isbn)).toBe(0);

  const [first, second] = await Promise.all([1, 2].map(() => shop.post(`/v1/orders/${order.id}/cancel`)));
  expect(first?.json<Order>().status).toBe('cancelled');
  expect(second?.json()).toEqual(first?.json());
  expect(await stockOf(ALIBI.isbn)).toBe(2);
});

it('shows all orders to staff alone, newest first and page by page', async () => {
  for (const quantity of [1, 2, 3]) await shop.post('/v1/orders', { body: orderFor({ isbn: SALT_ROADS.isbn, quantity }) });

  expect((await shop.get('/v1/orders')).status).toBe(401);
  const first = (await shop.get('/v1/orders?limit=2', { headers: shop.staff })).json<Page<Order>>();
  const second = (await shop.get('/v1/orders', { headers: shop.staff, query: { limit: 2, cursor: first.nextCursor } })).json<Page<Order>>();
  expect([...first.items, ...second.items].map((order) => order.lines[0]?.quantity)).toEqual([3, 2, 1]);
  expect(second.nextCursor).toBeNull();
});

it.each(['0000-0000-0000-0000', 'x', '0'.repeat(3000)])('answers 404 for an order number that does not exist', async (id) => {
  const answer = await shop.get(`/v1/orders/${id}`);
  expect(answer.status).toBe(404);
  expect(answer.json<{ message: string }>().message).toContain('no such order');
});
