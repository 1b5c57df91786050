import fc from 'fast-check';
import { detectSource } from '../../../src/adapters/detect.js';
import { readPath } from '../../../src/adapters/escape-text.js';
import { functionUrl } from '../../../src/adapters/function-url.js';
import { httpApi } from '../../../src/adapters/http-api.js';
import { httpApiV1, restApi } from '../../../src/adapters/rest-api.js';
import { latticeV1, latticeV2 } from '../../../src/adapters/vpc-lattice.js';
import { UnsupportedEventError } from '../../../src/errors/unsupported-event-error.js';
import { albEvent, functionUrlEvent, httpApiV1Event, latticeV1Event, latticeV2Event, restEvent, v2Event } from './sample-events.js';

describe('the source of an event', () => {
  it.each([
    ['rest-api', restEvent()],
    ['rest-api', httpApiV1Event('/x')],
    ['http-api', v2Event()],
    ['function-url', functionUrlEvent()],
    ['alb', albEvent()],
    ['alb', albEvent({ headers: undefined, multiValueHeaders: {} })],
    ['vpc-lattice', latticeV1Event()],
    ['vpc-lattice', latticeV2Event()],
  ])('is %s for an event of that shape', (name, event) => {
    expect(detectSource(event).name).toBe(name);
  });

  it('is a REST API although a base path mapping adds a rawPath', () => {
    expect(detectSource({ ...restEvent(), rawPath: '/base/orders' })).toBe(restApi);
  });

  it('is a load balancer although the event has a method like a REST API', () => {
    expect(detectSource(albEvent({ version: '1.0' })).name).toBe('alb');
  });

  it('is VPC Lattice although the event says version 2.0', () => {
    expect(detectSource(latticeV2Event())).toBe(latticeV2);
    expect(detectSource(latticeV2Event({ requestContext: { serviceNetworkArn: 'arn:n' } }))).toBe(latticeV2);
    expect(detectSource(latticeV1Event({ requestContext: null }))).toBe(latticeV1);
  });

  it('is an HTTP API with payload format 1.0 only when the event has the marks of one', () => {
    expect(detectSource(httpApiV1Event('/x'))).toBe(httpApiV1);
    expect(detectSource(restEvent({ version: '1.0' }))).toBe(restApi);
    expect(detectSource(restEvent({ version: '1.0' }, { resourceId: undefined }))).toBe(restApi);
    expect(detectSource(restEvent({}, { resourceId: null }))).toBe(restApi);
  });

  it.each(['abc.lambda-url.us-east-1.on.aws', 'abc.lambda-url.us-east-1.localhost.localstack.cloud:4566'])(
    'is a function URL under the domain name %s',
    (domainName) => {
      expect(detectSource(v2Event({}, { domainName }))).toBe(functionUrl);
    },
  );

  it.each(['api.example.com', 'lambda-url.example.com', '', undefined, null, 7])(
    'is an HTTP API under the domain name %p',
    (domainName) => {
      expect(detectSource(v2Event({}, { domainName }))).toBe(httpApi);
    },
  );

  it('is an HTTP API also for the first event of an environment, when it has no domain name', () => {
    jest.isolateModules(() => {
      const fresh = require('../../../src/adapters/detect.js') as typeof import('../../../src/adapters/detect.js');
      expect(fresh.detectSource(v2Event({}, { domainName: undefined })).name).toBe('http-api');
    });
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty object', {}],
    ['text', 'GET /'],
    ['a number', 0],
    ['a list', [restEvent()]],
    ['a function', () => restEvent()],
    ['a warm-up ping', { source: 'serverless-plugin-warmup' }],
    ['a REST event without a context', { ...restEvent(), requestContext: null }],
    ['a REST event whose context is text', { ...restEvent(), requestContext: 'x' }],
    ['a REST event without a method', restEvent({ httpMethod: null })],
    ['a format 2.0 event without its http part', v2Event({}, { http: null })],
    ['a format 2.0 event with text for its http part', v2Event({}, { http: 'GET' })],
    ['a REST authorizer', { ...restEvent(), type: 'REQUEST', methodArn: 'arn:m' }],
    ['an HTTP API authorizer', { ...v2Event(), type: 'REQUEST', routeArn: 'arn:r' }],
    ['a WebSocket message', { requestContext: { connectionId: 'c', http: {} } }],
    ['a Lattice event without a method', latticeV2Event({ method: 5 })],
    ['a Lattice 1.0 event without a path', latticeV1Event({ raw_path: undefined })],
    ['a Lattice 1.0 event with a foreign context', latticeV1Event({ requestContext: {} })],
    ['a Lattice 1.0 event whose context is text', latticeV1Event({ requestContext: 'x' })],
    ['a queue batch', { Records: [{ eventSource: 'aws:sqs', body: '{"httpMethod":"GET"}' }] }],
    ['records of null', { Records: [null] }],
    ['a gateway result', { statusCode: 200, headers: {}, body: '' }],
  ])('is refused for %s', (_name, event) => {
    expect(() => detectSource(event)).toThrow(UnsupportedEventError);
  });

  it('is found or refused for any value whatever, and nothing else is ever thrown', () => {
    const key = fc.constantFrom(
      'requestContext',
      'httpMethod',
      'path',
      'method',
      'raw_path',
      'version',
      'methodArn',
      'routeArn',
      'elb',
      'http',
      'domainName',
      'connectionId',
      'serviceArn',
      'Records',
      'resourceId',
      'detail-type',
      '__proto__',
    );
    const { event } = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.anything(), fc.constantFrom('GET', '1.0', '2.0', 'x.lambda-url.y', null)),
      event: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.dictionary(key, tie('event'), { noNullPrototype: false })),
    }));
    let found = 0;
    fc.assert(
      fc.property(event, (value) => {
        try {
          const source = detectSource(value);
          found++;
          expect(typeof readPath(source, value as never)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(UnsupportedEventError);
        }
      }),
      { numRuns: 5000, seed: 11 },
    );
    expect(found).toBeGreaterThan(0);
  });
});
