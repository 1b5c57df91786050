// `npm run soak [invocations]`: a million invocations of all sorts, then a hundred thousand paths, headers and content types of which no
// two are alike. Ends with 1 when memory grows, a listener is left behind, or an answer is wrong. Needs the built package.
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { app, context, eventOf, Session, TURNS } from './soak-app.mjs';

const invocations = Number(process.argv[2] ?? 1_000_000);
const distinct = Math.min(100_000, invocations);
const AT_ONCE = 16;
const MEBIBYTE = 1_048_576;
/** What may be left over: code that was compiled meanwhile, maps of hidden classes. */
const GROWTH_LIMIT = 2 * MEBIBYTE;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const warnings = [];
process.on('warning', (warning) => warnings.push(`${warning.name}: ${warning.message}`));
const wrong = [];

/** Bytes in use when everything that can go is gone. */
async function heapInUse() {
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

/** Lambda's response stream, as far as the handler uses it. */
function sink() {
  let text = '';
  const stream = new Writable({
    write(piece, _encoding, done) {
      text += piece;
      done();
    },
  });
  return { stream, status: () => JSON.parse(text.slice(0, text.indexOf('\0'))).statusCode };
}

async function take({ event, status, isStreamed, isBroken }, n) {
  if (!isStreamed) {
    const result = await app.handler(event(n), context);
    if (result.statusCode !== status) wrong.push(`${result.statusCode} instead of ${status}: ${JSON.stringify(event(n)).slice(0, 200)}`);
    return;
  }
  const { stream, status: readStatus } = sink();
  const isFailed = await app.streamHandler(event(n), stream, context).then(
    () => false,
    () => true,
  );
  if (!isFailed && !stream.writableFinished) await once(stream, 'finish');
  if (isFailed !== (isBroken ?? false) || readStatus() !== status)
    wrong.push(`a stream that went wrong: ${JSON.stringify(event(n)).slice(0, 200)}`);
}

/** Several requests at a time; gives the milliseconds that each batch took. */
async function send(count, makeTurn) {
  const times = [];
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    const began = performance.now();
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - sent) }, (_, index) => take(makeTurn(sent + index), sent + index)));
    times.push(performance.now() - began);
    // An environment turns its event loop between invocations.
    if (sent % (AT_ONCE * 64) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return times;
}

const inTurns = (n) => TURNS[n % TURNS.length];

/** Everything that a client can make up, made up anew for each request. */
function neverAlike(round) {
  return (n) => {
    const own = `${round}-${n}`;
    const headers = {
      [`x-${own}`]: own,
      host: `h${own}.example.com`,
      'content-type': `text/x-${own}; charset=c${own}`,
      accept: `image/x-${own}`,
      'accept-encoding': `gzip;q=0.${n}, x-${own}`,
      'accept-language': `x-${own}`,
      cookie: `c${own}=${own}`,
      origin: `https://o${own}.example.com`,
      'if-none-match': `"${own}"`,
    };
    const [method, path, status] = [
      ['GET', `/nowhere/${own}/at/all?q${own}=${own}`, 404],
      ['GET', `/plain/json/%41${own}?q${own}=${own}`, 200],
      ['POST', '/plain/draft', 415],
      [`M${own}`, '/plain/later', 405],
    ][n % 4];
    return { event: () => eventOf(method, path, headers, method === 'POST' ? own : undefined), status };
  };
}

function percentile(times, share) {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)];
}

async function growthOf(work) {
  const before = await heapInUse();
  const result = await work();
  return { growth: (await heapInUse()) - before, result };
}

await app.ready();
// Compiling and filling what is bounded comes first.
await send(Math.max(20_000, invocations / 10), inTurns);
const began = performance.now();
const mixed = await growthOf(() => send(invocations, inTurns));
const seconds = (performance.now() - began) / 1000;
await send(distinct, neverAlike(0));
const unlike = await growthOf(() => send(distinct, neverAlike(1)));

const quarter = Math.floor(mixed.result.length / 4);
const report = {
  invocations,
  distinct,
  seconds: Number(seconds.toFixed(1)),
  growthInBytes: mixed.growth,
  growthOfDistinctInBytes: unlike.growth,
  p99OfBatchesInMs: { first: percentile(mixed.result.slice(0, quarter), 0.99), last: percentile(mixed.result.slice(-quarter), 0.99) },
  sessions: { made: Session.made, open: Session.open },
  warnings,
  wrong: wrong.slice(0, 10),
};
console.log(JSON.stringify(report, undefined, 2));
const isLean = mixed.growth < GROWTH_LIMIT && unlike.growth < GROWTH_LIMIT;
const isClean = warnings.length === 0 && wrong.length === 0 && Session.open === 0 && Session.made > 0;
await app.close();
process.exit(isLean && isClean ? 0 : 1);
