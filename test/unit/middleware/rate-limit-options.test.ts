import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { dynamoDbStore, memoryStore, rateLimit, redisStore } from '../../../src/middleware/rate-limit.js';

const call = () => {};
const client = { send: async () => {} };

function messagesOf(factory: (options: never) => unknown, options: unknown): string[] {
  try {
    factory(options as never);
  } catch (error) {
    if (!ConfigurationError.is(error)) throw error;
    return error.problems.map(({ message }) => message);
  }
  return [];
}

describe('the options of', () => {
  const right = { limit: 1, windowSeconds: 1 };

  it.each([
    right,
    { limit: 5, windowSeconds: 0.5, key: call, store: memoryStore(), skip: call, failClosed: true },
    { ...right, store: { count: call } },
  ])('rateLimit may be right', (options) => {
    expect(messagesOf(rateLimit, options)).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ['limit', [0, -1, 1.5, '5', null, Number.POSITIVE_INFINITY]],
    ['windowSeconds', [0, -1, '60', null, Number.NaN, Number.POSITIVE_INFINITY]],
    ['key', ['ip', null]],
    ['store', [null, {}, { get: call }, call]],
    ['skip', [true, '/health']],
    ['failClosed', ['yes', 1]],
  ])('rateLimit refuse what is no %s', (name, values) => {
    for (const value of values) {
      expect(messagesOf(rateLimit, { ...right, [name]: value })).toEqual([
        expect.stringMatching(new RegExp(`^rateLimit\\(\\) cannot take .+ as ${name}$`)),
      ]);
    }
  });

  it('rateLimit name what is missing and what is unknown', () => {
    expect(messagesOf(rateLimit, { max: 5 })).toEqual([
      'rateLimit() has no option "max"',
      'rateLimit() needs the option limit',
      'rateLimit() needs the option windowSeconds',
    ]);
  });

  it('dynamoDbStore are a table and a client', () => {
    expect(messagesOf(dynamoDbStore, { tableName: 't', client })).toEqual([]);
    expect(messagesOf(dynamoDbStore, {})).toEqual([
      'dynamoDbStore() needs the option tableName',
      'dynamoDbStore() needs the option client',
    ]);
    expect(messagesOf(dynamoDbStore, { tableName: '', client: {}, ttl: 1 })).toEqual([
      'dynamoDbStore() has no option "ttl"',
      'dynamoDbStore() cannot take an empty text as tableName',
      'dynamoDbStore() cannot take a value of type object as client',
    ]);
  });

  it.each([{ eval: call }, { eval: call, defineCommand: call }, { customCommand: call }])('redisStore are a client', (redis) => {
    expect(messagesOf(redisStore, { client: redis })).toEqual([]);
  });

  it.each([undefined, null, {}, 'redis://localhost', { get: call, set: call }])('redisStore refuse %p for a client', (redis) => {
    expect(messagesOf(redisStore, { client: redis })).toHaveLength(1);
  });
});
