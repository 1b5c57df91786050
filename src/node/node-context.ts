// What stands in for Lambda's context where there is no Lambda.
import type { Context } from 'aws-lambda';

/**
 * Makes the function that gives each request its context: the function's own names where the environment has them, and a fresh request id.
 *
 * Without a bound on the handler's time there is no `getRemainingTimeInMillis`.
 */
export function contextFactory(
  environment: Readonly<Record<string, string | undefined>>,
  handlerTimeoutMs: number | undefined,
): () => Context {
  const { randomUUID } = process.getBuiltinModule('node:crypto');
  const functionName = environment.AWS_LAMBDA_FUNCTION_NAME ?? 'local';
  const fields = {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION ?? '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${environment.AWS_REGION ?? 'local'}:000000000000:function:${functionName}`,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '1024',
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME ?? `/aws/lambda/${functionName}`,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME ?? 'local',
  };
  if (handlerTimeoutMs === undefined) return () => ({ ...fields, awsRequestId: randomUUID() }) as unknown as Context;
  return () => {
    const deadline = Date.now() + handlerTimeoutMs;
    return { ...fields, awsRequestId: randomUUID(), getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) } as Context;
  };
}
