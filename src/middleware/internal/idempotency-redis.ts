// Records in Redis or Valkey, which ends them by its own clock. Each is a text: the owner, then the rest as JSON.
import type { IdempotencyRecord, IdempotencyStore } from './idempotency-record.js';
import { compileScript, type RedisClient } from './redis-client.js';

const CLAIM = `local held = redis.call('GET', KEYS[1])
if held then return held end
if tonumber(ARGV[2]) > 0 then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return false`;

const COMPLETE = `local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
if tonumber(ARGV[3]) > 0 then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1`;

const RELEASE = `local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`;

/** Keeps records through a client that is connected. */
export function keepInRedis(client: RedisClient): IdempotencyStore {
  const [claim, complete, release] = [CLAIM, COMPLETE, RELEASE].map((script) => compileScript(client, script)) as [
    ReturnType<typeof compileScript>,
    ReturnType<typeof compileScript>,
    ReturnType<typeof compileScript>,
  ];
  const nameOf = (key: string) => `lambent:idempotency:${key}`;
  return {
    claim: async (key, record) => {
      const held = await claim(nameOf(key), encode(record), timeLeft(record));
      return held === null || held === undefined ? undefined : decode(String(held));
    },
    complete: async (key, record) => Number(await complete(nameOf(key), `${record.owner} `, encode(record), timeLeft(record))) === 1,
    release: (key, owner) => release(nameOf(key), `${owner} `),
  };
}

function timeLeft({ expiresAt }: IdempotencyRecord): string {
  return String(Math.ceil(expiresAt - Date.now()));
}

function encode({ owner, fingerprint, expiresAt, answer }: IdempotencyRecord): string {
  const { status, headers, body } = answer ?? {};
  const content = typeof body === 'string' ? { text: body } : body && { base64: Buffer.from(body).toString('base64') };
  return `${owner} ${JSON.stringify({ fingerprint, expiresAt, ...(answer && { status, headers, ...content }) })}`;
}

function decode(held: string): IdempotencyRecord {
  const space = held.indexOf(' ');
  const { fingerprint, expiresAt, status, headers, text, base64 } = JSON.parse(held.slice(space + 1)) as {
    fingerprint: string;
    expiresAt: number;
    status?: number;
    headers?: [string, string][];
    text?: string;
    base64?: string;
  };
  const record = { owner: held.slice(0, space), fingerprint, expiresAt };
  if (status === undefined) return record;
  return { ...record, answer: { status, headers: headers ?? [], body: text ?? Buffer.from(base64 ?? '', 'base64') } };
}
