// One app in a process of its own, kept alive: times batches of requests when its parent asks.
import { pathToFileURL } from 'node:url';
import { context, requests, verify } from './requests.mjs';

const BATCH = 1000;
const texts = Object.fromEntries(Object.entries(requests).map(([name, { event }]) => [name, JSON.stringify(event)]));
const loaded = await import(pathToFileURL(process.argv[2]).href);
const handler = loaded.handler ?? loaded.default.handler;
for (const name of Object.keys(requests)) for (let round = 0; round < 2; round++) verify(name, await handler(eventFor(name), context));
process.send('ready');

process.on('message', async ({ name, batches }) => {
  let nanoseconds = 0n;
  for (let batch = 0; batch < batches; batch++) nanoseconds += await time(name);
  process.send(Number(nanoseconds) / batches / BATCH);
});

/** Every request has an event of its own, parsed before, as Lambda's client does; what parsing left behind is collected before, too. */
async function time(name) {
  const events = Array.from({ length: BATCH }, () => eventFor(name));
  globalThis.gc({ type: 'minor' });
  const begun = process.hrtime.bigint();
  for (const event of events) await handler(event, context);
  return process.hrtime.bigint() - begun;
}

function eventFor(name) {
  return JSON.parse(texts[name]);
}
