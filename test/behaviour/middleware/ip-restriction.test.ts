import { Controller, createApp, Get, UseMiddleware } from '../../../src/index.js';
import { type IpRestrictionOptions, ipRestriction } from '../../../src/middleware/ip-restriction.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

@Controller('/')
class Things {
  @Get('/open')
  open() {
    return 'open';
  }

  @Get('/inner')
  @UseMiddleware(ipRestriction({ allow: ['10.0.0.0/8'] }))
  inner() {
    return 'inner';
  }
}

const appWith = (options: IpRestrictionOptions) =>
  createApp({ controllers: [Things], middleware: [ipRestriction(options)], logger: silentLogger });

describe.each(EVERY_SOURCE)('ipRestriction through $name', (over) => {
  const statusOf = async (options: IpRestrictionOptions, clientIp: string) =>
    (await clientOf(appWith(options), over).get('/open', { clientIp })).status;

  it('lets in who is allowed, and nobody else', async () => {
    const options = { allow: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.7'] };

    for (const ip of ['10.1.2.3', '2001:db8:1::1', '192.0.2.7']) expect(await statusOf(options, ip)).toBe(200);
    for (const ip of ['11.1.2.3', '2001:db9::1', '192.0.2.8']) expect(await statusOf(options, ip)).toBe(403);
  });

  it('keeps out who is denied, even from what is allowed', async () => {
    const options = { allow: ['10.0.0.0/8'], deny: ['10.0.0.13'] };

    expect(await statusOf(options, '10.0.0.13')).toBe(403);
    expect(await statusOf(options, '10.0.0.14')).toBe(200);
    expect(await statusOf({ deny: ['10.0.0.13'] }, '11.0.0.1')).toBe(200);
  });

  it('sees canonical addresses, however they are spelt', async () => {
    expect(await statusOf({ deny: ['10.0.0.13'] }, '::ffff:10.0.0.13')).toBe(403);
    expect(await statusOf({ deny: ['10.0.0.13'] }, '::FFFF:a00:d')).toBe(403);
    expect(await statusOf({ deny: ['2001:db8::1'] }, '2001:0DB8:0:0:0:0:0:0001')).toBe(403);
    expect(await statusOf({ allow: ['::ffff:10.0.0.0/104'] }, '10.9.9.9')).toBe(200);
  });

  it('refuses everybody where nobody is allowed', async () => {
    expect(await statusOf({ allow: [] }, '10.0.0.1')).toBe(403);
    expect(await statusOf({ deny: [] }, '10.0.0.1')).toBe(200);
  });
});

describe('ipRestriction', () => {
  const balancer = EVERY_SOURCE.find(({ source }) => source === 'alb');

  it.each([['unknown'], ['999.1.1.1'], ['10.0.0.1.evil.example'], ['']])('refuses a client whose address is %p', async (address) => {
    const headers = { 'x-forwarded-for': address };

    expect((await clientOf(appWith({ deny: ['192.0.2.1'] }), balancer).get('/open', { headers })).status).toBe(403);
    expect((await clientOf(appWith({ allow: ['0.0.0.0/0', '::/0'] }), balancer).get('/open', { headers })).status).toBe(403);
  });

  it('does not believe what a client says of itself', async () => {
    const api = clientOf(appWith({ allow: ['10.0.0.1'] }), balancer);

    expect((await api.get('/open', { headers: { 'x-forwarded-for': '10.0.0.1, 203.0.113.7' } })).status).toBe(403);
    expect((await api.get('/open', { headers: { 'x-forwarded-for': '203.0.113.7, 10.0.0.1' } })).status).toBe(200);
  });

  it('gives the same verdict again, for more clients than it remembers', async () => {
    const api = clientOf(appWith({ allow: ['10.0.0.0/9'] }));
    for (let again = 0; again < 2; again++) {
      for (let index = 0; index < 600; index += 7) {
        const clientIp = `10.${index % 256}.0.${index >> 8}`;
        expect((await api.get('/open', { clientIp })).status).toBe(index % 256 < 128 ? 200 : 403);
      }
    }
  });

  it('restricts the routes it stands on', async () => {
    const api = clientOf({ controllers: [Things] });

    expect((await api.get('/inner', { clientIp: '192.0.2.1' })).status).toBe(403);
    expect((await api.get('/open', { clientIp: '192.0.2.1' })).status).toBe(200);
  });

  it('says nothing about its rules', async () => {
    const answer = await clientOf(appWith({ allow: ['10.0.0.1'] })).get('/nowhere', { clientIp: '192.0.2.1' });

    expect([answer.status, answer.json()]).toEqual([403, { statusCode: 403, error: 'ForbiddenError', message: 'Forbidden' }]);
  });

  it('refuses in a stream as well', async () => {
    expect((await streamClient(appWith({ allow: ['10.0.0.1'] })).get('/open')).status).toBe(403);
  });
});
