import { All, Controller, createApp, type Middleware } from '../../../src/index.js';
import { csrf } from '../../../src/middleware/csrf.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

const EVIL = 'https://evil.example';
const FORM = 'application/x-www-form-urlencoded';

@Controller('/')
class Things {
  runs = 0;
  @All('/thing')
  act() {
    this.runs += 1;
    return { runs: this.runs };
  }
}

const appWith = (...middleware: Middleware[]) => createApp({ controllers: [Things], middleware, logger: silentLogger });
const sent = (headers: Record<string, string | undefined>) => ({ headers, body: 'a=1', raw: true });

describe.each(EVERY_SOURCE)('csrf through $name', (over) => {
  const api = clientOf(appWith(csrf()), over);
  const post = async (headers: Record<string, string | undefined>) => (await api.post('/thing', sent(headers))).status;

  it('refuses forms of other sites', async () => {
    const answer = await api.post('/thing', sent({ 'content-type': FORM, origin: EVIL, 'sec-fetch-site': 'cross-site' }));

    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({ error: 'ForbiddenError' });
    expect(answer.text()).not.toContain('evil');
  });

  it('takes forms of its own host', async () => {
    expect(await post({ 'content-type': FORM, host: 'shop.example.com', origin: 'https://shop.example.com' })).toBe(200);
    expect(await post({ 'content-type': FORM, host: 'shop.example.com:8443', origin: 'https://shop.example.com:8443' })).toBe(200);
    expect(await post({ 'content-type': FORM, host: 'Shop.example.com:443', origin: 'https://shop.example.com' })).toBe(200);
  });

  it('refuses what only looks like its own host', async () => {
    for (const origin of ['https://shop.example.com.evil.example', 'https://xshop.example.com', 'https://shop.example.com:444', 'null', ''])
      expect([origin, await post({ 'content-type': FORM, host: 'shop.example.com', origin })]).toEqual([origin, 403]);
  });

  it('takes what the browser says is of the same origin', async () => {
    expect(await post({ 'content-type': FORM, 'sec-fetch-site': 'same-origin' })).toBe(200);
    for (const site of ['same-site', 'cross-site', 'none', 'SAME-ORIGIN'])
      expect(await post({ 'content-type': FORM, 'sec-fetch-site': site })).toBe(403);
  });
});

describe('csrf', () => {
  const api = clientOf(appWith(csrf()));
  const statusOf = async (method: string, headers: Record<string, string | undefined>) =>
    (await api.request(method, '/thing', { headers, ...(method !== 'GET' && method !== 'HEAD' && { body: 'a=1', raw: true }) })).status;

  it.each([
    [undefined],
    [FORM],
    ['APPLICATION/X-WWW-Form-UrlEncoded'],
    [`${FORM}; charset=utf-8`],
    ['multipart/form-data; boundary=x'],
    ['text/plain'],
    ['Text/Plain;charset=UTF-8'],
    [' text/plain'],
    ['text/plain, application/json'],
    ['application'],
    ['application/json charset=utf-8'],
    ['garbage'],
    [''],
  ])('checks the content type %p (GHSA-2234-fmw7-43wr)', async (type) => {
    expect(await statusOf('POST', { 'content-type': type, origin: EVIL })).toBe(403);
    expect(await statusOf('POST', { 'content-type': type })).toBe(403);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/vnd.api+JSON', 'application/xml'])(
    'leaves %s to the preflight that it needs',
    async (type) => {
      expect(await statusOf('POST', { 'content-type': type, origin: EVIL })).toBe(200);
    },
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPPATCH'])('checks %s', async (method) => {
    expect(await statusOf(method, { origin: EVIL })).toBe(403);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s pass, which changes nothing', async (method) => {
    expect(await statusOf(method, { 'content-type': FORM, origin: EVIL })).toBe(200);
  });

  it('takes a page without encryption for another site', async () => {
    expect(await statusOf('POST', { host: 'shop.example.com', origin: 'http://shop.example.com' })).toBe(403);
  });

  it('takes the encrypted page for its own where a proxy has decrypted the request', async () => {
    const behindProxy = clientOf(
      appWith(csrf()),
      EVERY_SOURCE.find(({ source }) => source === 'alb'),
    );
    const headers = { host: 'shop.example.com', origin: 'https://shop.example.com', 'x-forwarded-proto': 'http' };

    expect((await behindProxy.post('/thing', sent(headers))).status).toBe(200);
  });

  it('does not run the handler for what it refuses', async () => {
    const fresh = clientOf(appWith(csrf()));
    await fresh.post('/thing', sent({ origin: EVIL }));

    expect((await fresh.get('/thing')).json()).toEqual({ runs: 1 });
  });

  it('takes the origins that its options name, and no others', async () => {
    const listed = clientOf(appWith(csrf({ origin: ['https://www.example.com', 'https://Admin.example.com:443'] })));
    const post = async (origin: string) => (await listed.post('/thing', sent({ host: 'api.example.com', origin }))).status;

    expect(await post('https://www.example.com')).toBe(200);
    expect(await post('https://admin.example.com')).toBe(200);
    expect(await post('https://api.example.com')).toBe(403);
    expect(await post('https://www.example.com.evil.example')).toBe(403);
  });

  it('asks a function, and takes only true for an answer', async () => {
    const post = async (decide: () => unknown) =>
      (await clientOf(appWith(csrf({ origin: decide as () => boolean }))).post('/thing', sent({ origin: EVIL }))).status;

    expect(await post(() => true)).toBe(200);
    for (const other of [false, 'yes', 1, undefined, Promise.resolve(true)]) expect(await post(() => other)).toBe(403);
  });

  it('refuses in a stream as well', async () => {
    const answer = await streamClient(appWith(csrf())).post('/thing', sent({ 'content-type': FORM, origin: EVIL }));

    expect([answer.status, answer.json()]).toMatchObject([403, { statusCode: 403 }]);
  });
});
