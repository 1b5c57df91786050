import { lambdaContext } from '../../../src/testing/lambda-context.js';

describe('lambdaContext', () => {
  afterEach(() => jest.useRealTimers());

  it('has every field that the current runtime gives, and none of the callbacks it dropped', () => {
    const context = lambdaContext();
    expect(context).toMatchObject({
      functionName: 'lambent-test',
      functionVersion: '$LATEST',
      memoryLimitInMB: '1024',
      logGroupName: '/aws/lambda/lambent-test',
    });
    expect(context.invokedFunctionArn).toMatch(/^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:lambent-test$/);
    expect(context.awsRequestId).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(context.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/);
    expect(context).not.toHaveProperty('done');
  });

  it('runs out of time as an invocation does', () => {
    jest.useFakeTimers();
    const context = lambdaContext({ timeoutMs: 1000 });
    expect(context.getRemainingTimeInMillis()).toBe(1000);
    jest.advanceTimersByTime(400);
    expect(context.getRemainingTimeInMillis()).toBe(600);
    jest.advanceTimersByTime(4000);
    expect(context.getRemainingTimeInMillis()).toBe(0);
    expect(context).not.toHaveProperty('timeoutMs');
  });

  it('gives every invocation its own id, and takes any field', () => {
    expect(lambdaContext().awsRequestId).not.toBe(lambdaContext().awsRequestId);
    expect(lambdaContext({ functionName: 'orders', awsRequestId: 'a' })).toMatchObject({
      awsRequestId: 'a',
      invokedFunctionArn: expect.stringMatching(/:function:orders$/),
      logGroupName: '/aws/lambda/orders',
    });
  });
});
