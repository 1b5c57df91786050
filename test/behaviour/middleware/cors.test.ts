import {
  All,
  Controller,
  createApp,
  ErrorHandler,
  Get,
  HttpResponse,
  type Middleware,
  Options,
  Post,
  UnauthorizedError,
  UseGuards,
  UseMiddleware,
} from '../../../src/index.js';
import { cors } from '../../../src/middleware/cors.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

const SITE = 'https://shop.example.com';
const EVIL = 'https://evil.example';
const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

class Sold extends Error {}

@Controller('/things')
class Things {
  @Get()
  list() {
    return [];
  }

  @Post()
  add() {
    return { added: true };
  }

  @Get('/varied')
  varied() {
    return new HttpResponse('x', { headers: { vary: 'Accept-Language' } });
  }

  @Get('/broken')
  broken() {
    throw new Error('secret');
  }

  @Get('/sold')
  sold() {
    throw new Sold();
  }

  @ErrorHandler(Sold)
  onSold() {
    return { statusCode: 410 };
  }

  @Get('/guarded')
  @UseGuards(() => false)
  guarded() {
    return 'never';
  }

  @Get('/stream')
  async *stream() {
    yield 'one';
    yield 'two';
  }

  @Options('/own')
  own() {
    return { own: true };
  }
}

const appWith = (...middleware: Middleware[]) => createApp({ controllers: [Things], middleware, logger: silentLogger });
const namesOf = (headers: Readonly<Record<string, string>>) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));
const preflight = (method: string, headers: Record<string, string> = {}) => ({
  headers: { origin: SITE, 'access-control-request-method': method, ...headers },
});

describe.each(EVERY_SOURCE)('cors through $name', (over) => {
  const api = clientOf(appWith(cors({ origin: [SITE], credentials: true, exposeHeaders: ['X-Total', 'ETag'], maxAge: 600 })), over);

  it('lets an allowed site read the answer', async () => {
    const { headers, status } = await api.get('/things', { headers: { origin: SITE } });

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'access-control-allow-origin': SITE,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'X-Total, ETag',
      vary: 'Origin',
    });
  });

  it('gives another site no Access-Control header at all, but Vary', async () => {
    const { headers, status } = await api.get('/things', { headers: { origin: EVIL } });

    expect([status, namesOf(headers), headers.vary]).toEqual([200, [], 'Origin']);
  });

  it('gives a request without Origin nothing but Vary', async () => {
    const { headers } = await api.get('/things');

    expect([namesOf(headers), headers.vary]).toEqual([[], 'Origin']);
  });

  it.each([
    ['/things/broken', 500],
    ['/things/sold', 410],
    ['/things/guarded', 403],
    ['/nowhere', 404],
  ])('is on the answer of %s, which is %d', async (path, status) => {
    const answer = await api.get(path, { headers: { origin: SITE } });

    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': SITE, vary: 'Origin' });
  });

  it('is on a 405', async () => {
    const answer = await api.delete('/things', { headers: { origin: SITE } });

    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([405, SITE]);
    expect(answer.headers.allow).toContain('GET');
  });

  it('answers a preflight with 204, no body and no content type', async () => {
    const answer = await api.options('/things', preflight('POST', { 'access-control-request-headers': 'content-type' }));

    expect(answer.status).toBe(204);
    expect(answer.text()).toBe('');
    expect(answer.headers['content-type']).toBeUndefined();
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': SITE,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, X-Amz-Date, X-Api-Key, X-Amz-Security-Token',
      'access-control-max-age': '600',
      vary: PREFLIGHT_VARY,
    });
  });

  it('answers a preflight of another site with 204 and nothing but Vary', async () => {
    const answer = await api.options('/things', preflight('POST', { origin: EVIL }));

    expect([answer.status, namesOf(answer.headers), answer.headers.vary]).toEqual([204, [], PREFLIGHT_VARY]);
  });

  it('leaves the preflight for an unknown path to the router', async () => {
    const answer = await api.options('/nowhere', preflight('GET'));

    expect([answer.status, answer.headers['access-control-allow-methods']]).toEqual([404, undefined]);
  });

  it('leaves any other OPTIONS to the router', async () => {
    const withoutMethod = await api.options('/things', { headers: { origin: SITE } });
    const withoutOrigin = await api.options('/things', { headers: { 'access-control-request-method': 'GET' } });

    for (const answer of [withoutMethod, withoutOrigin]) {
      expect(answer.status).toBe(204);
      expect(answer.headers.allow).toContain('POST');
    }
    expect(withoutMethod.headers['access-control-allow-origin']).toBe(SITE);
    expect(namesOf(withoutOrigin.headers)).toEqual([]);
  });
});

describe('cors', () => {
  it('refuses an origin that is only in lower case the one listed, and could not be sent back', async () => {
    const kelvin = 'https://\u212aiosk.example.com';
    const client = clientOf({
      controllers: [Things],
      logger: silentLogger,
      middleware: [cors({ origin: ['https://kiosk.example.com', 'https://*.example.org'] })],
    });
    const answer = await client.get('/things', { headers: { origin: kelvin } });
    expect([answer.status, answer.headers['access-control-allow-origin'], answer.headers.vary]).toEqual([200, undefined, 'Origin']);
    const preflight = await client.options('/things', { headers: { origin: kelvin, 'access-control-request-method': 'GET' } });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, undefined]);
    const shouting = await client.get('/things', { headers: { origin: 'HTTPS://KIOSK.example.com' } });
    expect(shouting.headers['access-control-allow-origin']).toBe('HTTPS://KIOSK.example.com');
  });

  it("allows everybody by default, with '*'", async () => {
    const { headers } = await clientOf(appWith(cors())).get('/things', { headers: { origin: EVIL } });

    expect(headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers.vary).toBe('Origin');
  });

  it("gives a request without Origin nothing but Vary with '*' either, so that no cache takes its answer for that of a site", async () => {
    const { headers } = await clientOf(appWith(cors())).get('/things');

    expect([namesOf(headers), headers.vary]).toEqual([[], 'Origin']);
  });

  it('adds to a Vary that is there, and repeats nothing', async () => {
    const api = clientOf(appWith(cors({ origin: SITE }), cors({ origin: SITE })));

    expect((await api.get('/things/varied')).headers.vary).toBe('Accept-Language, Origin');
  });

  it('lets an OPTIONS route see what is no preflight, and answers preflights in its place', async () => {
    const api = clientOf(appWith(cors({ origin: SITE })));
    const plain = await api.options('/things/own', { headers: { origin: SITE } });
    const asked = await api.options('/things/own', preflight('GET'));

    expect([plain.status, plain.json()]).toEqual([200, { own: true }]);
    expect([asked.status, asked.text()]).toEqual([204, '']);
  });

  it('answers preflights before guards, and before middleware further in', async () => {
    const refuse: Middleware = () => {
      throw new UnauthorizedError();
    };
    const api = clientOf(appWith(cors({ origin: SITE }), refuse));

    expect((await api.options('/things', preflight('GET'))).status).toBe(204);
    expect((await api.options('/things/guarded', preflight('GET'))).status).toBe(204);
    const refused = await api.get('/things', { headers: { origin: SITE } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, SITE]);
  });

  it('allows a preflight that asks for no headers, and one that asks for others: the browser compares', async () => {
    const api = clientOf(appWith(cors({ origin: SITE, allowHeaders: ['X-One'], methods: ['get', 'POST'] })));
    const answers = [
      await api.options('/things', preflight('GET')),
      await api.options('/things', preflight('PUT', { 'access-control-request-headers': 'x-two,x-three' })),
    ];

    for (const { headers } of answers) {
      expect(headers['access-control-allow-headers']).toBe('X-One');
      expect(headers['access-control-allow-methods']).toBe('GET, POST');
    }
  });

  it('leaves out lists that are empty', async () => {
    const api = clientOf(appWith(cors({ methods: [], allowHeaders: [] })));

    expect(namesOf((await api.options('/things', preflight('GET'))).headers)).toEqual(['access-control-allow-origin']);
  });

  it('allows private networks only where that was chosen and asked for', async () => {
    const asked = preflight('GET', { 'access-control-request-private-network': 'true' });
    const allowed = await clientOf(appWith(cors({ privateNetwork: true }))).options('/things', asked);
    const unasked = await clientOf(appWith(cors({ privateNetwork: true }))).options('/things', preflight('GET'));
    const refused = await clientOf(appWith(cors())).options('/things', asked);

    expect([allowed, unasked, refused].map(({ headers }) => headers['access-control-allow-private-network'])).toEqual([
      'true',
      undefined,
      undefined,
    ]);
  });

  it('waits for a function that decides, and shows it the request', async () => {
    const seen: string[] = [];
    const origin = async (asking: string, reqCtx: { path: string }) => {
      seen.push(`${asking} ${reqCtx.path}`);
      return asking === SITE;
    };
    const api = clientOf(appWith(cors({ origin })));
    const allowed = await api.get('/things', { headers: { origin: SITE } });
    const refused = await api.get('/things', { headers: { origin: EVIL } });
    const silent = await api.get('/things');

    expect(allowed.headers['access-control-allow-origin']).toBe(SITE);
    for (const { status, headers } of [refused, silent]) expect([status, namesOf(headers), headers.vary]).toEqual([200, [], 'Origin']);
    expect(seen).toEqual([`${SITE} /things`, `${EVIL} /things`]);
  });

  it('lets the failure of a waiting chain through', async () => {
    const api = clientOf(appWith(cors({ origin: async () => true })));
    const answer = await api.get('/things/broken', { headers: { origin: SITE } });

    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([500, SITE]);
  });

  it('does not run the handler when the function that decides fails', async () => {
    const api = clientOf(
      appWith(
        cors({
          origin: () => {
            throw new Error('down');
          },
        }),
      ),
    );

    expect((await api.post('/things', { headers: { origin: SITE } })).status).toBe(500);
  });

  it('never doubles a header that the handler set', async () => {
    @Controller('/own')
    class Own {
      @Get()
      read() {
        return new HttpResponse('x', { headers: { 'access-control-allow-origin': '*' } });
      }
    }
    const api = clientOf({ controllers: [Own], middleware: [cors({ origin: SITE })] });

    expect((await api.get('/own', { headers: { origin: SITE } })).headers['access-control-allow-origin']).toBe(SITE);
  });

  it('reads 64 KB of requested headers in less than 5 ms', async () => {
    const api = clientOf(appWith(cors({ origin: SITE })));
    const sent = preflight('GET', { 'access-control-request-headers': 'x-a,'.repeat(16_384) });
    await api.options('/things', sent);
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const start = process.hrtime.bigint();
      await api.options('/things', sent);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }

    expect(Math.min(...times)).toBeLessThan(5);
  });

  it.each(['function-url', 'rest-api'] as const)('is in the prelude of a stream through %s', async (source) => {
    const api = streamClient(appWith(cors({ origin: SITE })), { source });
    const answer = await api.get('/things/stream', { headers: { origin: SITE } });
    const missing = await api.get('/nowhere', { headers: { origin: SITE } });
    const asked = await api.options('/things', preflight('GET'));

    expect(answer.prelude.headers).toMatchObject({ 'access-control-allow-origin': SITE, vary: 'Origin' });
    expect(answer.chunks.map(String)).toEqual(['one', 'two']);
    expect([missing.status, missing.headers['access-control-allow-origin']]).toEqual([404, SITE]);
    expect([asked.status, asked.headers.vary]).toEqual([204, PREFLIGHT_VARY]);
  });
});

describe('cors on a controller or a method', () => {
  const PARTNER = 'https://partner.example';

  @Controller('/partners')
  @UseMiddleware(cors({ origin: PARTNER, maxAge: 5 }))
  class Partners {
    @Get()
    list() {
      return [];
    }

    @Post('/open')
    @UseMiddleware(cors())
    open() {
      return {};
    }

    @All('/all')
    all() {
      return {};
    }
  }

  const api = clientOf(
    createApp({ controllers: [Partners, Things], middleware: [cors({ origin: SITE, credentials: true })], logger: silentLogger }),
  );
  const originFor = async (path: string, origin: string, method = 'GET') =>
    (await api.request(method, path, { headers: { origin } })).headers['access-control-allow-origin'];

  it('takes the place of the one further out for its paths', async () => {
    expect(await originFor('/partners', PARTNER)).toBe(PARTNER);
    expect(await originFor('/partners', SITE)).toBeUndefined();
    expect(await originFor('/partners/open', SITE, 'POST')).toBe('*');
    expect(await originFor('/things', SITE)).toBe(SITE);
    expect(await originFor('/things', PARTNER)).toBeUndefined();
  });

  it('answers their preflights too', async () => {
    const partners = await api.options('/partners', preflight('GET', { origin: PARTNER }));
    const open = await api.options('/partners/open', preflight('POST', { origin: EVIL }));
    const all = await api.options('/partners/all', preflight('PUT', { origin: PARTNER }));
    const things = await api.options('/things', preflight('GET', { origin: PARTNER }));

    expect(partners.headers).toMatchObject({ 'access-control-allow-origin': PARTNER, 'access-control-max-age': '5' });
    expect(partners.headers['access-control-allow-credentials']).toBeUndefined();
    expect(open.headers['access-control-allow-origin']).toBe('*');
    expect(all.headers['access-control-allow-origin']).toBe(PARTNER);
    expect(namesOf(things.headers)).toEqual([]);
  });
});
