// One app in a process of its own, kept alive: does larger work, and times it, when its parent asks.
import { pathToFileURL } from 'node:url';
import { context } from '../requests.mjs';
import { cases, verify } from './cases.mjs';

const loaded = await import(pathToFileURL(process.argv[2]).href);
const handler = loaded.handler ?? loaded.default.handler;
process.send('ready');

process.on('message', async ({ name, size, milliseconds, isChecked }) => {
  const text = JSON.stringify(cases[name].event(size));
  if (isChecked) verify(name, size, await handler(JSON.parse(text), context));
  const times = [];
  for (const end = performance.now() + milliseconds; times.length === 0 || performance.now() < end; ) {
    times.push(await time(text, cases[name].batch));
  }
  process.send(times);
});

/** Microseconds for each request. Every one has an event of its own, parsed before, as Lambda's client does. */
async function time(text, batch) {
  const events = Array.from({ length: batch }, () => JSON.parse(text));
  globalThis.gc({ type: 'minor' });
  const begun = performance.now();
  for (const event of events) await handler(event, context);
  return ((performance.now() - begun) * 1000) / batch;
}
