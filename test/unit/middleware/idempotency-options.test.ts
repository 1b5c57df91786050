import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { dynamoDbStore, idempotency, memoryStore, redisStore } from '../../../src/middleware/idempotency.js';

const call = () => {};

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
  const right = { store: memoryStore() };

  it.each([
    right,
    { ...right, headerName: 'X-Key', required: true, ttlSeconds: 0.5, methods: ['put', 'POST'], key: call },
    { ...right, methods: [] },
    { store: { claim: call, complete: call, release: call } },
  ])('idempotency may be right', (options) => {
    expect(messagesOf(idempotency, options)).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ['headerName', ['', 'a b', 1, null]],
    ['required', ['yes', 1, null]],
    ['ttlSeconds', [0, -1, '60', null, Number.NaN, Number.POSITIVE_INFINITY]],
    ['methods', ['POST', [''], ['PO ST'], [1], null]],
    ['key', ['id', null]],
    ['store', [null, {}, { claim: call, complete: call }, call]],
  ])('idempotency refuse what is no %s', (name, values) => {
    for (const value of values) {
      expect(messagesOf(idempotency, { ...right, [name]: value })).toEqual([
        expect.stringMatching(new RegExp(`^idempotency\\(\\) cannot take .+ as ${name}$`)),
      ]);
    }
  });

  it('idempotency name what is missing and what is unknown', () => {
    expect(messagesOf(idempotency, { ttl: 5 })).toEqual(['idempotency() has no option "ttl"', 'idempotency() needs the option store']);
    expect(messagesOf(idempotency, undefined)).toEqual(['idempotency() needs the option store']);
  });

  it('the stores are checked like those of rateLimit', () => {
    expect(messagesOf(dynamoDbStore, { tableName: 't', client: { send: call } })).toEqual([]);
    expect(messagesOf(dynamoDbStore, { table: 't' })).toHaveLength(3);
    expect(messagesOf(redisStore, { client: { eval: call } })).toEqual([]);
    expect(messagesOf(redisStore, { client: { get: call } })).toEqual(['redisStore() cannot take a value of type object as client']);
  });
});
