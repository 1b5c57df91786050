import { readServeOptions } from '../../../src/node/serve-options.js';

describe('readServeOptions', () => {
  it('listens on port 3000 of this machine only, unless told otherwise', () => {
    expect(readServeOptions({}, {})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      trustProxy: false,
      requestTimeoutMs: 30_000,
      handlerTimeoutMs: undefined,
      stallTimeoutMs: 60_000,
      gracePeriodMs: 10_000,
      handleSignals: true,
    });
  });

  it('takes PORT, and before it the endpoint that Lambda gives web functions', () => {
    expect(readServeOptions({}, { PORT: '8080' })).toMatchObject({ port: 8080, host: '127.0.0.1' });
    expect(readServeOptions({}, { PORT: '' })).toMatchObject({ port: 3000 });
    const lambda = { PORT: '8080', AWS_LAMBDA_HTTP_ENDPOINT: '0.0.0.0:9000' };
    expect(readServeOptions({}, lambda)).toMatchObject({ port: 9000, host: '0.0.0.0' });
    expect(readServeOptions({}, { AWS_LAMBDA_HTTP_ENDPOINT: '[::1]:9000' })).toMatchObject({ port: 9000, host: '::1' });
    expect(readServeOptions({}, { AWS_LAMBDA_HTTP_ENDPOINT: 'localhost:9000' })).toMatchObject({ port: 9000, host: 'localhost' });
  });

  it('lets what the caller says win over the environment', () => {
    const lambda = { PORT: '8080', AWS_LAMBDA_HTTP_ENDPOINT: '0.0.0.0:9000' };
    expect(readServeOptions({ port: 0, host: 'localhost' }, lambda)).toMatchObject({ port: 0, host: 'localhost' });
    expect(readServeOptions({ port: 1234 }, { PORT: 'garbage', AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:9000' })).toMatchObject({ port: 1234 });
  });

  it.each(['garbage', '-1', '65536', '80.5', '0x50', ' 80', '1e3'])('refuses %j as PORT and says so', (port) => {
    expect(() => readServeOptions({}, { PORT: port })).toThrow(`The port in the environment variable PORT is ${JSON.stringify(port)}`);
  });

  it.each(['', '9000', ':9000'].slice(1))('refuses %j as endpoint', (endpoint) => {
    expect(() => readServeOptions({}, { AWS_LAMBDA_HTTP_ENDPOINT: endpoint })).toThrow('it has to be host:port');
  });

  it('refuses an endpoint whose port is none', () => {
    expect(() => readServeOptions({}, { AWS_LAMBDA_HTTP_ENDPOINT: 'localhost:' })).toThrow('AWS_LAMBDA_HTTP_ENDPOINT is ""');
  });

  it.each([Number.NaN, -1, 65_536, 1.5])('refuses %p as option port', (port) => {
    expect(() => readServeOptions({ port }, {})).toThrow('The port in the option port is');
  });

  it.each(['requestTimeoutMs', 'handlerTimeoutMs', 'stallTimeoutMs', 'gracePeriodMs'] as const)(
    'refuses times that a timer cannot wait as %s',
    (name) => {
      for (const value of [0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
        expect(() => readServeOptions({ [name]: value }, {})).toThrow(`The option ${name} is ${value}`);
      }
      expect(readServeOptions({ [name]: 1 }, {})).toMatchObject({ [name]: 1 });
    },
  );
});
