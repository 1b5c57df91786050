// `node cold.mjs <bundle> <request>`: one cold start in a process of its own. An ES module, as Lambda's own client is one.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { context, requests, verify } from './requests.mjs';

const [, , file, name] = process.argv;
const url = pathToFileURL(file).href;
const load = file.endsWith('.cjs') ? createRequire(import.meta.url) : undefined;
// A stack trace through a bundle shows the line that failed, which is all of it.
process.on('uncaughtException', ({ message, stack }) => {
  process.stderr.write(`${file}: ${message}\n${stack.slice(-1000)}\n`, () => process.exit(1));
});
const begun = performance.now();
const { handler } = load ? load(file) : await import(url);
const loaded = performance.now();
const result = await handler(requests[name].event, context);
const answered = performance.now();
verify(name, result);
process.stdout.write(JSON.stringify({ load: loaded - begun, total: answered - begun }), () => process.exit(0));
