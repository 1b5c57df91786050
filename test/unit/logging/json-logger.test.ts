import fc from 'fast-check';
import { createJsonLogger } from '../../../src/logging/json-logger.js';
import type { LogLevel } from '../../../src/logging/logger.js';

function recording(options: { level?: LogLevel } = { level: 'debug' }) {
  const lines: string[] = [];
  const logger = createJsonLogger({ ...options, write: (line) => lines.push(line) });
  return { logger, lines, records: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

/** The one record that logging these fields gives. */
function logged(fields: unknown): Record<string, unknown> {
  const { logger, records } = recording();
  logger.info('m', fields as Record<string, unknown>);
  expect(records()).toHaveLength(1);
  return records()[0] ?? {};
}

describe('createJsonLogger', () => {
  const { AWS_LAMBDA_LOG_LEVEL } = process.env;

  afterEach(() => {
    if (AWS_LAMBDA_LOG_LEVEL === undefined) delete process.env.AWS_LAMBDA_LOG_LEVEL;
    else process.env.AWS_LAMBDA_LOG_LEVEL = AWS_LAMBDA_LOG_LEVEL;
  });

  it('writes level, message, time and fields as one line of JSON', () => {
    const { logger, lines, records } = recording();
    logger.debug('a');
    logger.info('b', { n: 1, nested: { list: [true, null] } });
    logger.warn('c');
    logger.error('d');
    expect(records().map(({ level, message }) => [level, message])).toEqual([
      ['DEBUG', 'a'],
      ['INFO', 'b'],
      ['WARN', 'c'],
      ['ERROR', 'd'],
    ]);
    expect(records()[1]).toMatchObject({ n: 1, nested: { list: [true, null] } });
    expect(Object.keys(records()[1] ?? {})).toEqual(['level', 'message', 'timestamp', 'n', 'nested']);
    expect(new Date(records()[0]?.timestamp as string).toISOString()).toBe(records()[0]?.timestamp);
    for (const line of lines) expect(line).toMatch(/^[^\n]*\n$/);
  });

  it.each([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('writes nothing less important than %s', (level, written) => {
    const { logger, records } = recording({ level });
    for (const each of ['debug', 'info', 'warn', 'error'] as const) logger[each](each);
    expect(records().map(({ message }) => message)).toEqual(written);
  });

  it.each([
    [undefined, 'info'],
    ['', 'info'],
    ['DEBUG', 'debug'],
    ['TRACE', 'debug'],
    ['WARN', 'warn'],
    ['FATAL', 'error'],
    ['nonsense', 'info'],
  ])('takes its level from AWS_LAMBDA_LOG_LEVEL: %p is %s', (text, lowest) => {
    if (text === undefined) delete process.env.AWS_LAMBDA_LOG_LEVEL;
    else process.env.AWS_LAMBDA_LOG_LEVEL = text;
    const { logger, records } = recording({});
    for (const each of ['debug', 'info', 'warn', 'error'] as const) logger[each](each);
    expect(records()[0]?.message).toBe(lowest);
  });

  it('writes to standard output as it is when the record is written', () => {
    const logger = createJsonLogger({ level: 'info' });
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      logger.info('late');
      expect(write).toHaveBeenCalledTimes(1);
      expect(write.mock.calls[0]?.[0]).toContain('"message":"late"');
    } finally {
      write.mockRestore();
    }
  });

  it('lets no field stand in for what the record says of itself', () => {
    const record = logged({ level: 'x', message: 'y', timestamp: 'z', other: 1 });
    expect(record).toMatchObject({ level: 'INFO', message: 'm', 'fields.level': 'x', 'fields.message': 'y', other: 1 });
    expect(record.timestamp).not.toBe('z');
  });

  it('keeps a record on one line whatever is in it', () => {
    const { logger, lines } = recording();
    const nasty = 'a\r\nb\u2028c\u2029d\u0085{"level":"ERROR"}\n';
    logger.info(nasty, { [nasty]: nasty });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n\u2028\u2029]/);
    expect((JSON.parse(lines[0] ?? '') as { message: string }).message).toBe(nasty);
  });

  it.each([
    'password',
    'Password',
    'passwd',
    'secret',
    'client_secret',
    'token',
    'accessToken',
    'refresh-token',
    'x-amz-security-token',
    'Authorization',
    'proxy-authorization',
    'cookie',
    'Cookies',
    'Set-Cookie',
    'api-key',
    'x-api-key',
    'apiKey',
    'private_key',
    'aws_secret_access_key',
    'userPassword',
    'credentials',
    'session.id',
  ])('never prints what is under %s, at any depth', (key) => {
    for (const fields of [{ [key]: 'hidden' }, { a: [{ b: { [key]: { deep: 'hidden' } } }] }, { map: new Map([[key, 'hidden']]) }]) {
      expect(JSON.stringify(logged(fields))).not.toContain('hidden');
      expect(JSON.stringify(logged(fields))).toContain('[redacted]');
    }
  });

  it.each(['tokens', 'tokenCount', 'passwordless', 'cookieBanner', 'secretary', 'author', 'key'])('prints what is under %s', (key) => {
    expect(logged({ [key]: 'shown' })[key]).toBe('shown');
  });

  it('writes an error with its causes and what else it carries', () => {
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner', { cause: 'text' }) }), {
      code: 'E1',
      token: 'hidden',
      extra: 1,
    });
    const printed = logged({ error }).error as Record<string, Record<string, unknown>>;
    expect(printed).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      code: 'E1',
      extra: 1,
      cause: { name: 'Error', message: 'inner', cause: 'text' },
    });
    expect(printed.stack).toContain('json-logger.test');
    expect(JSON.stringify(printed)).not.toContain('hidden');
    expect(logged(new Error('bare')).error).toMatchObject({ message: 'bare' });
    expect(logged({ error: new AggregateError([new Error('one')], 'all') }).error).toMatchObject({ errors: [{ message: 'one' }] });
  });

  it('names what JSON cannot hold', () => {
    const circular: Record<string, unknown> = { name: 'c' };
    circular.self = circular;
    expect(
      logged({
        circular,
        big: 12n,
        nan: Number.NaN,
        date: new Date(0),
        bad: new Date('x'),
        set: new Set([1]),
        fn() {},
        bytes: Buffer.from('abc'),
        none: undefined,
      }),
    ).toMatchObject({
      circular: { name: 'c', self: '[circular]' },
      big: '12',
      nan: 'NaN',
      date: '1970-01-01T00:00:00.000Z',
      bad: 'Invalid Date',
      set: [1],
      fn: '[function]',
      bytes: '[3 bytes]',
    });
  });

  it('shows the same object twice where it is no circle', () => {
    const shared = { a: 1 };
    expect(logged({ one: shared, two: shared })).toMatchObject({ one: { a: 1 }, two: { a: 1 } });
  });

  it('survives getters, proxies and conversions that throw, and prints the rest', () => {
    const throwing = () => {
      throw new Error('gotcha');
    };
    const fields = {
      fine: 1,
      get bad() {
        return throwing();
      },
      json: { toJSON: throwing },
      proxy: new Proxy({}, { ownKeys: throwing, getPrototypeOf: throwing }),
      error: Object.defineProperty(new Error('x'), 'message', { get: throwing }),
      map: new Map([[{ toString: throwing }, 1]]),
    };
    expect(logged(fields)).toMatchObject({
      fine: 1,
      bad: '[unreadable]',
      json: '[unreadable]',
      proxy: '[unreadable]',
      map: '[unreadable]',
    });
    expect(logged(fields).error).toMatchObject({ name: 'Error', message: '[unreadable]' });
  });

  it.each([
    ['a long text', { text: 'x'.repeat(1_000_000) }],
    ['a long key', { ['k'.repeat(1_000_000)]: 1 }],
    ['a long list', { list: Array(1_000_000).fill('item') }],
    ['many keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at]))],
    ['many long texts', { list: Array.from({ length: 100 }, () => Array(100).fill('x'.repeat(4000))) }],
    [
      'much at every depth',
      (function grow(depth: number): unknown {
        return depth === 0 ? 'x' : Array(100).fill(grow(depth - 1));
      })(9),
    ], // prettier-ignore
    ['a deep value', JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)],
    ['a long chain of causes', Array.from({ length: 1000 }).reduce((cause) => new Error('x'.repeat(1000), { cause }), undefined)],
  ])('bounds a record that holds %s', (_, value) => {
    const { logger, lines } = recording();
    const start = process.cpuUsage().user;
    logger.info('m', { value });
    expect(process.cpuUsage().user - start).toBeLessThan(1_000_000);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.length).toBeLessThan(256_000);
  });

  it('writes the record although nothing may be known of its fields', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(logged(proxy)).toMatchObject({ level: 'INFO', message: 'm', value: '[unreadable]' });
  });

  it('cuts a megabyte of text to a few kilobytes and says so', () => {
    const record = logged({ text: 'x'.repeat(1_000_000) });
    expect((record.text as string).length).toBeLessThan(5000);
    expect(record.text).toContain('more characters]');
  });

  it('never throws, not even when writing fails', () => {
    const logger = createJsonLogger({
      level: 'info',
      write: () => {
        throw new Error('disk full');
      },
    });
    expect(() => logger.error('x')).not.toThrow();
  });

  it('prints anything at all as one valid line', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true }),
        fc.string({ unit: 'binary' }),
        (value, message) => {
          const { logger, lines, records } = recording();
          logger.info(message, { value });
          logger.error(value as string, value as Record<string, unknown>);
          expect(lines).toHaveLength(2);
          expect(records()[0]).toMatchObject({ level: 'INFO', message });
        },
      ),
      { numRuns: 1000, seed: 17 },
    );
  });
});
