// Apps in processes of their own, which measure when they are asked to.
import { fork } from 'node:child_process';

/** A process for one app; it says when it is ready. */
export async function start(script, file) {
  const child = fork(script, [file], { execArgv: ['--expose-gc'] });
  await reply(child);
  return child;
}

/** Sends a question; rejects when the process ends instead of answering. */
export function ask(child, question) {
  const answer = reply(child);
  child.send(question);
  return answer;
}

function reply(child) {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error(`${child.spawnargs.at(-1)} ended`));
    child.once('exit', failed);
    child.once('message', (message) => {
      child.off('exit', failed);
      resolve(message);
    });
  });
}

/** Of an even number of values the upper one of the two in the middle. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
