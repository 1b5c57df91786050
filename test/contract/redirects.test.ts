// Recorded events with a slash at the end of their path in, exactly these addresses out: what the client asked for, without the slash.
import { All, type AppOptions, Controller, createApp } from '../../src/index.js';
import { lambdaContext } from '../../src/testing/index.js';
import { readResult } from '../../src/testing/test-answer.js';
import { silentLogger } from '../behaviour/support/silent-logger.js';
import { readEvent } from './recorded-events.js';

@Controller()
class Wide {
  @All('/*rest') rest() {
    return 'here';
  }
}

interface Changes {
  readonly path?: string;
  readonly rawPath?: string;
  readonly raw_path?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly options?: AppOptions;
}

async function locationOf(name: string, { context, options, ...fields }: Changes): Promise<string | undefined> {
  const recorded = readEvent(name) as { requestContext?: Record<string, unknown> };
  const requestContext = recorded.requestContext && { ...recorded.requestContext, ...context };
  const event: Record<string, unknown> = { ...recorded, ...(requestContext && { requestContext }), ...fields };
  for (const query of ['queryStringParameters', 'multiValueQueryStringParameters', 'query_string_parameters']) delete event[query];
  if ('rawQueryString' in event) event.rawQueryString = '';
  const app = createApp({ controllers: [Wide], trailingSlash: 'redirect', logger: silentLogger, ...options });
  const answer = await readResult(await app.handler(event, lambdaContext()));
  expect([name, answer.status]).toEqual([name, 308]);
  return answer.headers.location;
}

const CUSTOM = 'api.example.com';

describe('the redirect of a slash at the end', () => {
  it.each<[what: string, event: string, changes: Changes, location: string, asked: string]>([
    [
      'keeps the stage of a REST API',
      'apigw-rest-v1-live',
      { path: '/capture/space%20value/', context: { path: '/live/capture/space%20value/' } },
      '../../capture/space%20value',
      'https://a1.execute-api.us-west-2.amazonaws.com/live/capture/space%20value/',
    ],
    [
      'keeps what a CDN has in the place of the stage',
      'apigw-rest-v1-live',
      { path: '/capture/', context: { path: '/live/capture/' } },
      '../capture',
      'https://www.example.com/capture/',
    ],
    [
      'puts no stage under the custom domain of a REST API',
      'apigw-rest-v1-live',
      { path: '/shop/books/', context: { path: '/shop/books/', domainName: CUSTOM } },
      '/shop/books',
      `https://${CUSTOM}/shop/books/`,
    ],
    [
      'keeps a base path mapping that is not in the path of a REST API',
      'apigw-rest-v1-live',
      { path: '/books/', context: { path: '/shop/books/', domainName: CUSTOM } },
      '../books',
      `https://${CUSTOM}/shop/books/`,
    ],
    [
      'is a plain path where a REST event says nothing of its address',
      'apigw-rest-v1-multi-value',
      { path: '/hello/world/' },
      '/hello/world',
      'https://x.example/hello/world/',
    ],
    [
      'is a plain path in the console test of a REST API',
      'apigw-rest-v1-console-test',
      { path: '/no-auth/', context: { path: '/no-auth/' } },
      '/no-auth',
      'https://x.example/no-auth/',
    ],
    [
      'keeps the stage of an HTTP API',
      'apigw-http-v2-stage-in-path',
      { rawPath: '/Prod/my/path/' },
      '../../my/path',
      'https://id.execute-api.us-east-1.amazonaws.com/Prod/my/path/',
    ],
    [
      'is a plain path in the default stage of an HTTP API, encoded again',
      'apigw-http-v2-live',
      { rawPath: '/capture/space value/' },
      '/capture/space%20value',
      'https://sjzepsqsu5.execute-api.us-west-2.amazonaws.com/capture/space%20value/',
    ],
    [
      'keeps the key of an API mapping, which no event holds',
      'apigw-http-v2-stage-in-path',
      { rawPath: '/Prod/books/7/', context: { domainName: CUSTOM }, options: { basePath: '/Prod' } },
      '../../books/7',
      `https://${CUSTOM}/shop/books/7/`,
    ],
    [
      'puts no stage under the custom domain of an HTTP API',
      'apigw-http-v2-stage-in-path',
      { rawPath: '/books/', context: { domainName: CUSTOM } },
      '../books',
      `https://${CUSTOM}/books/`,
    ],
    [
      'is a plain path in the default stage of an HTTP API with payload 1.0',
      'apigw-http-v1-payload',
      { path: '/my/path/', context: { path: '/my/path/' } },
      '/my/path',
      'https://id.execute-api.us-east-1.amazonaws.com/my/path/',
    ],
    [
      'keeps the stage of an HTTP API with payload 1.0',
      'apigw-http-v1-payload',
      { path: '/dev/my/path/', context: { path: '/dev/my/path/', stage: 'dev' } },
      '../../my/path',
      'https://id.execute-api.us-east-1.amazonaws.com/dev/my/path/',
    ],
    [
      'is a plain path at a function URL',
      'function-url',
      { rawPath: '/my/path/' },
      '/my/path',
      'https://u.lambda-url.eu-west-1.on.aws/my/path/',
    ],
    ['is a plain path at a load balancer', 'alb', { path: '/lambda/' }, '/lambda', 'https://x.example/lambda/'],
    [
      'has the base path in front where nothing else is',
      'alb',
      { path: '/shop/lambda/', options: { basePath: 'shop' } },
      '/shop/lambda',
      'https://x.example/shop/lambda/',
    ],
  ])('%s', async (_what, event, changes, location, asked) => {
    expect(await locationOf(event, changes)).toBe(location);
    expect(new URL(location, asked).href).toBe(asked.slice(0, -1));
  });

  it.each(['/a:b/', '/a//b/', '/%2F/x/', '/;p=1/,/', '/1/2/3/4/5/', '/x%3Fy/'])('leads to the same address for %s', async (path) => {
    const location = await locationOf('apigw-rest-v1-live', { path, context: { path: `/live${path}` } });
    for (const prefix of ['', '/live', '/some/where']) {
      expect(new URL(location!, `https://x.example${prefix}${path}`).pathname).toBe(`${prefix}${path.slice(0, -1)}`);
    }
  });

  it('never leads to another resource of the app where the gateway has decoded a slash', async () => {
    const rawPath = '/files/a/b/';
    const plain = await locationOf('apigw-http-v2-live', { rawPath });
    expect(new URL(plain!, 'https://x.example/files/a%2Fb/').pathname).toBe('/files/a/b');
    const staged = await locationOf('apigw-http-v2-stage-in-path', { rawPath: `/Prod${rawPath}` });
    expect(new URL(staged!, 'https://x.example/Prod/files/a%2Fb/').pathname).toBe('/files/a/b');
  });
});
