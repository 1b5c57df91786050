// The context that Lambda passes beside an event, for tests.
import type { Context } from 'aws-lambda';
import { ACCOUNT_ID, nextRequestId, REGION } from './gateway-identity.js';

/** The fields of `lambdaContext`: any of Lambda's own, and the invocation's time. */
export interface LambdaContextFields extends Partial<Context> {
  /** Milliseconds the invocation has, counted down from the call; 30 000 unless given. */
  timeoutMs?: number | undefined;
}

/**
 * A complete context as the current Node.js runtime gives it: a fresh request id, time that runs out, and none of the callbacks that the
 * runtime no longer has.
 *
 * @example
 * await app.handler(httpApiEvent({ path: '/slow' }), lambdaContext({ timeoutMs: 500 }));
 * await app.handler(event, lambdaContext({ awsRequestId: 'abc', getRemainingTimeInMillis: () => 100 }));
 */
export function lambdaContext({ timeoutMs = 30_000, ...fields }: LambdaContextFields = {}): Context {
  const deadline = Date.now() + timeoutMs;
  const functionName = fields.functionName ?? 'lambent-test';
  const context: Omit<Context, 'done' | 'fail' | 'succeed'> = {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: nextRequestId(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]0123456789abcdef0123456789abcdef`,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  return { ...context, ...fields } as Context;
}
