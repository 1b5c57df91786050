import { Controller, createApp, Get, HttpResponse, type Middleware, UseMiddleware } from '../../../src/index.js';
import { securityHeaders } from '../../../src/middleware/security-headers.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

const DEFAULTS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const PAGE_POLICY = "default-src 'self'";

@Controller('/')
class Things {
  @Get('/plain')
  plain() {
    return 'x';
  }

  @Get('/own')
  own() {
    return new HttpResponse('x', { headers: { 'content-security-policy': PAGE_POLICY } });
  }

  @Get('/broken')
  broken() {
    throw new Error('x');
  }

  @Get('/stream')
  async *stream() {
    yield 'x';
  }
}

@Controller('/page')
@UseMiddleware(securityHeaders({ contentSecurityPolicy: PAGE_POLICY, xFrameOptions: false }))
class Pages {
  @Get()
  page() {
    return 'x';
  }

  @Get('/framed')
  @UseMiddleware(securityHeaders({ xFrameOptions: 'SAMEORIGIN' }))
  framed() {
    return 'x';
  }
}

const appWith = (...middleware: Middleware[]) => createApp({ controllers: [Things, Pages], middleware, logger: silentLogger });

describe.each(EVERY_SOURCE)('securityHeaders through $name', (over) => {
  const api = clientOf(appWith(securityHeaders()), over);

  it.each([
    ['/plain', 200],
    ['/broken', 500],
    ['/nowhere', 404],
  ])('are on %s, which is %d', async (path, status) => {
    const answer = await api.get(path);

    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(DEFAULTS);
  });

  it('are on 405, HEAD and OPTIONS', async () => {
    for (const method of ['DELETE', 'HEAD', 'OPTIONS']) expect((await api.request(method, '/plain')).headers).toMatchObject(DEFAULTS);
  });
});

describe('securityHeaders', () => {
  it('sets for APIs nothing that only pages need', async () => {
    const { headers } = await clientOf(appWith(securityHeaders())).get('/plain');

    expect(headers).toEqual({ 'content-type': 'text/plain; charset=utf-8', ...DEFAULTS });
  });

  it('sets a text, and leaves out what is false', async () => {
    const options = {
      xFrameOptions: false,
      strictTransportSecurity: false,
      referrerPolicy: 'same-origin',
      permissionsPolicy: 'camera=()',
      crossOriginOpenerPolicy: 'same-origin',
      crossOriginResourcePolicy: 'same-site',
      crossOriginEmbedderPolicy: 'require-corp',
      contentSecurityPolicyReportOnly: "default-src 'self'",
      originAgentCluster: '?1',
    } as const;
    const { headers } = await clientOf(appWith(securityHeaders(options))).get('/plain');

    expect(headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': DEFAULTS['content-security-policy'],
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': 'camera=()',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-site',
      'cross-origin-embedder-policy': 'require-corp',
      'content-security-policy-report-only': "default-src 'self'",
      'origin-agent-cluster': '?1',
    });
  });

  it('leaves alone what a handler sets itself', async () => {
    const { headers } = await clientOf(appWith(securityHeaders())).get('/own');

    expect(headers).toMatchObject({ ...DEFAULTS, 'content-security-policy': PAGE_POLICY });
  });

  it('on a controller or a method takes the place of the one further out', async () => {
    const api = clientOf(appWith(securityHeaders({ referrerPolicy: 'origin' })));
    const page = await api.get('/page');
    const framed = await api.get('/page/framed');

    expect(page.headers).toMatchObject({ 'content-security-policy': PAGE_POLICY, 'referrer-policy': 'no-referrer' });
    expect(page.headers['x-frame-options']).toBeUndefined();
    expect(framed.headers).toMatchObject({
      'x-frame-options': 'SAMEORIGIN',
      'content-security-policy': DEFAULTS['content-security-policy'],
    });
  });

  it('is in the prelude of a stream', async () => {
    expect((await streamClient(appWith(securityHeaders())).get('/stream')).prelude.headers).toMatchObject(DEFAULTS);
  });
});
