// The page in a real browser: from the first look to an order, and what people see when something goes wrong.
import { existsSync } from 'node:fs';
import { type NodeServer, serve } from 'lambent/node';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CATALOGUE } from '../local/catalogue.js';
import { bookTitled, openShop, type Shop } from './shop.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

jest.setTimeout(60_000);

let shop: Shop;
let server: NodeServer;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no Chromium at ${CHROMIUM}: run "apt-get install --no-install-recommends chromium", or set CHROMIUM to the path of another one.`,
    );
  }
  shop = await openShop();
  server = await serve(shop.app, { port: 0, handleSignals: false });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...QUIET] });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await Promise.all([shop?.emulator.close(), shop?.issuer.close()]);
});

beforeEach(async () => {
  complaints = [];
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(server.url);
  await cards().first().waitFor();
});
afterEach(() => page?.close());

const cards = () => page.locator('.card:not(.blank)');
const see = (text: string) => page.getByText(text).first().waitFor();
const seeHeading = (name: string) => page.getByRole('heading', { name }).waitFor();
const press = (name: string) => page.getByRole('button', { name }).click();
const follow = (name: string) => page.getByRole('link', { name }).click();

async function addToBasket(title: string): Promise<void> {
  await press(`Add ${title} to the basket`);
  await follow('Basket, 1 book');
}

async function fillInAddress(): Promise<void> {
  const fields = {
    Name: 'Nora',
    'E-mail': 'nora@example.com',
    'Street and number': 'Hafengasse 7',
    Postcode: '24103',
    'Town or city': 'Kiel',
  };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByLabel('Country').selectOption('DE');
}

it('shows the books with their covers, and more of them on request', async () => {
  expect(await cards().count()).toBe(24);
  await press('Show more books');
  await cards()
    .nth(CATALOGUE.length - 1)
    .waitFor();
  expect(await cards().count()).toBe(CATALOGUE.length);

  await cards().last().scrollIntoViewIfNeeded();
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.card:last-child img')].every((image) => image.naturalWidth > 0),
  );
  expect(complaints).toEqual([]);
});

it('finds a book, orders it, and takes the order back', async () => {
  const { isbn, stock } = bookTitled('The Orchard Ship');
  await page.getByLabel('Search by title, author or ISBN').fill('castellan');
  await see('One book for “castellan”');
  await page.getByRole('link', { name: 'The Orchard Ship' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add The Orchard Ship to the basket' }).click();
  await follow('Close');
  await follow('Basket, 1 book');
  await press('One copy more of The Orchard Ship');
  await see('€31.98');
  await fillInAddress();
  await press('Place order');

  await seeHeading('Thank you, Nora!');
  expect((await shop.books.read(isbn)).stock).toBe(stock - 2);
  expect(await page.locator('#basket-link').getAttribute('aria-label')).toBe('Basket, empty');

  await press('Cancel this order');
  await seeHeading('Your order is cancelled');
  expect((await shop.books.read(isbn)).stock).toBe(stock);
  expect(complaints).toEqual([]);
});

it('shows what is missing beside each field, and keeps what was typed', async () => {
  await addToBasket('Salt Roads');
  await page.getByLabel('Name').fill('Nora');
  await press('Place order');

  await see('Please look at the marked fields.');
  await see('Please tell us the street and house number');
  expect(await page.getByLabel('Name').inputValue()).toBe('Nora');
  expect(await page.getByLabel('E-mail').evaluate((field) => field === document.activeElement)).toBe(true);
});

it('offers what is left when others were faster', async () => {
  const { isbn } = bookTitled('Moth Hours');
  await addToBasket('Moth Hours');
  await press('One copy more of Moth Hours');
  await shop.books.takeFromStock(isbn, 3);
  await fillInAddress();
  await press('Place order');

  await see('Only 1 left.');
  await press('Take 1');
  await press('Place order');
  await seeHeading('Thank you, Nora!');
  expect((await shop.books.read(isbn)).stock).toBe(0);
});

it('says so when nothing is found, and leads back', async () => {
  await page.getByLabel('Search by title, author or ISBN').fill('zebra');
  await see('We found no book for “zebra”.');
  await press('Show all books');
  await cards().nth(23).waitFor();
});

it('places one order although the answer to the first try was lost', async () => {
  const { isbn, stock } = bookTitled('Bread and Revolution');
  await addToBasket('Bread and Revolution');
  await fillInAddress();
  await page.route(
    '**/v1/orders',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await press('Place order');
  await see('Your order may not have reached us');
  await press('Place order');

  await seeHeading('Thank you, Nora!');
  expect((await shop.books.read(isbn)).stock).toBe(stock - 1);
});

it('waits for an order that is still being placed', async () => {
  const { isbn, stock } = bookTitled('Memory of Glass');
  const keys = new Set<string | undefined>();
  await addToBasket('Memory of Glass');
  await fillInAddress();
  await page.route('**/v1/orders', async (route) => {
    const isFirst = keys.size === 0;
    keys.add(route.request().headers()['idempotency-key']);
    const json = { message: 'A request with this idempotency key is being answered' };
    await (isFirst ? route.fulfill({ status: 409, headers: { 'retry-after': '1' }, json }) : route.continue());
  });
  await press('Place order');

  await seeHeading('Thank you, Nora!');
  expect(keys.size).toBe(1);
  expect((await shop.books.read(isbn)).stock).toBe(stock - 1);
});

it('keeps the key of an order that failed, so that the next try cannot order twice', async () => {
  const keys: (string | undefined)[] = [];
  await addToBasket('Notes from a Wet Year');
  await fillInAddress();
  await page.route('**/v1/orders', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    const json = { message: 'The request took too long' };
    await (keys.length === 1 ? route.fulfill({ status: 503, json }) : route.continue());
  });
  await press('Place order');
  await see('Your order may not have reached us');
  await press('Place order');

  await seeHeading('Thank you, Nora!');
  expect(keys[1]).toBe(keys[0]);
});

it('stays usable on a phone', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole('link', { name: 'The Bear Who Minded the Shop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add The Bear Who Minded the Shop to the basket' }).click();
  await follow('Close');
  await follow('Basket, 1 book');
  await page.getByRole('button', { name: 'Place order' }).scrollIntoViewIfNeeded();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
