// One app in a process of its own, kept alive: times batches of a request when its parent asks.
import { pathToFileURL } from 'node:url';

const BATCH = 1000;
const context = { awsRequestId: '7c2c2c0e-0d6b-4a0e-8a0d-0e5b7f6f2d3a', functionName: 'things', getRemainingTimeInMillis: () => 10_000 };
let count = 0;

// The keys of `cognito` are fetched from nowhere else.
globalThis.fetch = async () => Response.json(JSON.parse(process.env.BENCH_JWKS));
const { handler, ready } = await import(pathToFileURL(process.argv[2]).href);
await ready();
process.send('ready');

process.on('message', async ({ text, batches }) => {
  const { statusCode, body } = await handler(JSON.parse(numbered(text)), context);
  let shortest = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < batches; batch++) shortest = Math.min(shortest, await time(text));
  process.send({ statusCode, body, time: shortest / BATCH });
});

/** Every request has an event of its own, parsed before; what parsing left behind is collected before, too. */
async function time(text) {
  const events = Array.from({ length: BATCH }, () => JSON.parse(numbered(text)));
  globalThis.gc({ type: 'minor' });
  const begun = process.hrtime.bigint();
  for (const event of events) await handler(event, context);
  return Number(process.hrtime.bigint() - begun);
}

function numbered(text) {
  return text.replaceAll('%n%', () => String(count++));
}
