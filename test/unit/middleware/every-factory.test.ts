import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, type ConfigurationProblem } from '../../../src/errors/configuration-error.js';
import { accessLog } from '../../../src/middleware/access-log.js';
import { basic, bearer, cognito, gatewayAuthorizer, jwt } from '../../../src/middleware/auth.js';
import { bodyLimit } from '../../../src/middleware/body-limit.js';
import { cacheControl, memoryCache, responseCache } from '../../../src/middleware/cache.js';
import { compress } from '../../../src/middleware/compress.js';
import { cors } from '../../../src/middleware/cors.js';
import { csrf } from '../../../src/middleware/csrf.js';
import { etag, requireMatch } from '../../../src/middleware/etag.js';
import * as idempotencyFile from '../../../src/middleware/idempotency.js';
import { ipRestriction } from '../../../src/middleware/ip-restriction.js';
import { middy } from '../../../src/middleware/middy.js';
import * as rateLimitFile from '../../../src/middleware/rate-limit.js';
import { requestId } from '../../../src/middleware/request-id.js';
import { securityHeaders } from '../../../src/middleware/security-headers.js';
import { serverTiming } from '../../../src/middleware/server-timing.js';
import { timeout } from '../../../src/middleware/timeout.js';

const call = async () => {};
const dynamo = { tableName: 't', client: { send: call } };
const redis = { client: { eval: call } };
const { idempotency } = idempotencyFile;
const { rateLimit } = rateLimitFile;
const store = idempotencyFile.memoryStore();

/** Every factory of the shelf, called with options that are right and one that is not; and one that it has, misspelt. */
const FACTORIES: [name: string, misspelt: string, meant: string, make: (wrong: object) => unknown][] = [
  ['accessLog', 'requestHeader', 'requestHeaders', (wrong) => accessLog(wrong)],
  ['basic', 'relam', 'realm', (wrong) => basic({ users: { a: 'b' }, ...wrong })],
  ['bearer', 'verfy', 'verify', (wrong) => bearer({ verify: () => undefined, ...wrong })],
  ['bodyLimit', 'maxByte', 'maxBytes', (wrong) => bodyLimit({ maxBytes: 1, ...wrong })],
  ['cacheControl', 'max-age', 'maxAge', (wrong) => cacheControl({ noStore: true, ...wrong })],
  ['cognito', 'clientID', 'clientId', (wrong) => cognito({ userPoolId: 'eu-central-1_A', clientId: 'c', tokenUse: 'id', ...wrong })],
  ['compress', 'treshold', 'threshold', (wrong) => compress(wrong)],
  ['cors', 'origins', 'origin', (wrong) => cors(wrong)],
  ['csrf', 'origins', 'origin', (wrong) => csrf(wrong)],
  ['dynamoDbStore', 'tablename', 'tableName', (wrong) => rateLimitFile.dynamoDbStore({ ...dynamo, ...wrong })],
  ['dynamoDbStore', 'tablename', 'tableName', (wrong) => idempotencyFile.dynamoDbStore({ ...dynamo, ...wrong })],
  ['etag', 'week', 'weak', (wrong) => etag(wrong)],
  ['gatewayAuthorizer', 'role', 'roles', (wrong) => gatewayAuthorizer(wrong)],
  ['idempotency', 'ttlSecond', 'ttlSeconds', (wrong) => idempotency({ store, ...wrong })],
  ['ipRestriction', 'allows', 'allow', (wrong) => ipRestriction({ deny: [], ...wrong })],
  ['jwt', 'algorithm', 'algorithms', (wrong) => jwt({ jwksUri: 'https://a.example/', algorithms: ['RS256'], ...wrong })],
  ['memoryCache', 'maxEntry', 'maxEntries', (wrong) => memoryCache(wrong)],
  ['rateLimit', 'failclosed', 'failClosed', (wrong) => rateLimit({ limit: 1, windowSeconds: 1, ...wrong })],
  ['redisStore', 'clients', 'client', (wrong) => rateLimitFile.redisStore({ ...redis, ...wrong } as never)],
  ['redisStore', 'clients', 'client', (wrong) => idempotencyFile.redisStore({ ...redis, ...wrong } as never)],
  ['requestId', 'header', 'headerName', (wrong) => requestId(wrong)],
  ['requireMatch', 'require', 'required', (wrong) => requireMatch({ headerValue: () => undefined } as never, '"a"', wrong)],
  ['responseCache', 'ttlSecond', 'ttlSeconds', (wrong) => responseCache({ ttlSeconds: 1, ...wrong })],
  ['securityHeaders', 'xFrameOption', 'xFrameOptions', (wrong) => securityHeaders(wrong)],
  ['serverTiming', 'totals', 'total', (wrong) => serverTiming(wrong)],
  ['timeout', 'mss', 'ms', (wrong) => timeout({ ms: 1, ...wrong })],
];

function problemsOf(make: () => unknown): readonly ConfigurationProblem[] {
  try {
    make();
  } catch (error) {
    if (ConfigurationError.is(error)) return error.problems;
    throw error;
  }
  return [];
}

describe.each(FACTORIES)('%s()', (name, misspelt, meant, make) => {
  it('takes the options that the others of this suite begin with', () => {
    expect(problemsOf(() => make({}))).toEqual([]);
  });

  it('refuses an option that it does not have, naming itself, the option and the fix', () => {
    const problems = problemsOf(() => make({ [misspelt]: 1 }));

    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toBe(`${name}() has no option "${misspelt}"`);
    expect(problems[0]?.fix).toMatch(new RegExp(`The options are .*\\b${meant}\\b`));
  });

  it('says what an option may be that is of a wrong type', () => {
    const [problem] = problemsOf(() => make({ [meant]: Symbol('wrong') }));

    expect(problem?.message).toContain(`${name}() cannot take`);
    expect(problem?.message).toContain(meant);
    expect(problem?.fix).toMatch(/^Give it .{3,}\.$/);
  });
});

it('covers every file of the shelf', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../src/middleware')).filter((name) => name.endsWith('.ts'));
  const factories = new Set(FACTORIES.map(([name]) => name));
  const named = files.map((file) => file.slice(0, -3).replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase()));

  // Two files have factories of other names; middy() takes no options.
  expect(named.filter((name) => !factories.has(name)).sort()).toEqual(['auth', 'cache', 'middy']);
  expect(problemsOf(() => middy({ befor: call } as never))[0]?.message).toContain('middy()');
});
