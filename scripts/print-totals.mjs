// The last line of a CI run: the totals of the tests that really ran, in one plain line.
import { readFileSync } from 'node:fs';

const results = JSON.parse(readFileSync(new URL('../coverage/jest-results.json', import.meta.url), 'utf8'));
const skipped = results.numPendingTests + results.numTodoTests;
// A suite that does not even load has no tests to count; it is a failure all the same.
const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
console.log(`${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
