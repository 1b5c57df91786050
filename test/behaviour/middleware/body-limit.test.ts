import { Body, Controller, createApp, Get, type Middleware, Post, UseMiddleware } from '../../../src/index.js';
import { bodyLimit } from '../../../src/middleware/body-limit.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

const reads: string[] = [];
const reading: Middleware = async ({ reqCtx, next }) => {
  reads.push(reqCtx.body.text());
  await next();
};

@Controller('/')
class Things {
  @Post('/small')
  @UseMiddleware(bodyLimit({ maxBytes: 10 }), reading)
  small(@Body({ validate: false }) body: unknown) {
    return { body };
  }

  @Post('/none')
  @UseMiddleware(bodyLimit({ maxBytes: 0 }))
  none() {
    return 'none';
  }

  @Get('/small')
  @UseMiddleware(bodyLimit({ maxBytes: 10 }))
  read() {
    return 'read';
  }

  @Post('/huge')
  @UseMiddleware(bodyLimit({ maxBytes: 10_000_000 }))
  huge(@Body({ validate: false }) body: unknown) {
    return typeof body;
  }

  @Post('/open')
  open(@Body({ validate: false }) body: { length: number }) {
    return body.length;
  }
}

const app = createApp({ controllers: [Things], logger: silentLogger });
const json = (text: string, more: object = {}) => ({ body: text, headers: { 'content-type': 'application/json' }, ...more });

describe.each(EVERY_SOURCE)('bodyLimit through $name', (over) => {
  const api = clientOf(app, over);

  it('takes a body of just so many bytes, and refuses one more', async () => {
    expect((await api.post('/small', json('"12345678"'))).json()).toEqual({ body: '12345678' });
    const refused = await api.post('/small', json('"123456789"'));

    expect([refused.status, refused.json()]).toMatchObject([413, { error: 'RequestEntityTooLargeError' }]);
  });

  it('counts bytes, not characters', async () => {
    expect((await api.post('/small', json('"éééé"'))).status).toBe(200);
    expect((await api.post('/small', json('"ééééé"'))).status).toBe(413);
  });

  it('counts what base64 stands for', async () => {
    const encoded = (text: string) => json(Buffer.from(text).toString('base64'), { base64: true });

    expect((await api.post('/small', encoded('"12345678"'))).status).toBe(200);
    expect((await api.post('/small', encoded('"123456789"'))).status).toBe(413);
  });

  it('does not believe a content-length', async () => {
    const lying = (text: string, length: string) => ({
      body: text,
      headers: { 'content-type': 'application/json', 'content-length': length },
    });

    expect((await api.post('/small', lying('"123456789"', '1'))).status).toBe(413);
    expect((await api.post('/small', lying('"1"', '99999'))).status).toBe(200);
    expect((await api.post('/small', lying('"123456789"', 'NaN'))).status).toBe(413);
  });
});

describe('bodyLimit', () => {
  const api = clientOf(app);

  it('refuses before anything reads the body', async () => {
    reads.length = 0;
    await api.post('/small', json(`"${'x'.repeat(100)}"`));

    expect(reads).toEqual([]);
  });

  it('applies to the routes it stands on', async () => {
    expect((await api.post('/open', json('"123456789"'))).json()).toBe(9);
  });

  it('takes the absence of a body for none', async () => {
    expect((await api.post('/none')).status).toBe(200);
    expect((await api.post('/none', json('1'))).status).toBe(413);
    expect((await api.get('/small')).text()).toBe('read');
  });

  it("cannot be more generous than the app's own limit", async () => {
    expect((await api.post('/huge', json(`"${'x'.repeat(1_100_000)}"`))).status).toBe(413);
    const generous = clientOf({ controllers: [Things], limits: { bodyBytes: 20_000_000 } });
    expect((await generous.post('/huge', json(`"${'x'.repeat(1_100_000)}"`))).status).toBe(200);
    expect((await generous.post('/huge', json(`"${'x'.repeat(10_000_000)}"`))).status).toBe(413);
  });

  it('refuses in a stream as well', async () => {
    expect((await streamClient(app).post('/small', json('"123456789"'))).status).toBe(413);
  });
});
