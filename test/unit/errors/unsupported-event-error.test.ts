import { UnsupportedEventError } from '../../../src/errors/unsupported-event-error.js';

describe('UnsupportedEventError', () => {
  it.each([
    [null, 'nothing at all'],
    [undefined, 'nothing at all'],
    ['text', 'a plain string'],
    [5, 'a plain number'],
    [[], 'a list'],
    [{}, 'an empty object'],
    [{ Records: [{ eventSource: 'aws:sqs', body: 'x' }] }, 'an SQS batch'],
    [{ Records: [{ EventSource: 'aws:sns' }] }, 'an SNS notification'],
    [{ Records: [{ eventSource: 'aws:s3' }] }, 'an S3 notification'],
    [{ Records: [{ eventSource: 'aws:dynamodb' }] }, 'a DynamoDB stream batch'],
    [{ Records: [{ eventSource: 'aws:kinesis' }] }, 'a Kinesis batch'],
    [{ Records: [] }, 'a batch of records'],
    [{ Records: [null] }, 'a batch of records'],
    [{ requestContext: { connectionId: 'x', eventType: 'MESSAGE' } }, 'a WebSocket event'],
    [{ type: 'REQUEST', methodArn: 'arn', httpMethod: 'GET' }, 'a call of an API Gateway authorizer'],
    [{ version: '2.0', type: 'REQUEST', routeArn: 'arn' }, 'a call of an API Gateway authorizer'],
    [{ source: 'aws.events', 'detail-type': 'Scheduled Event' }, 'a schedule'],
    [{ source: 'my.app', 'detail-type': 'Order' }, 'an EventBridge event'],
    [{ triggerSource: 'PreSignUp_SignUp', userPoolId: 'x' }, 'a Cognito trigger'],
    [{ deliveryStreamArn: 'arn', records: [] }, 'a Firehose transformation'],
    [{ awslogs: { data: 'x' } }, 'a CloudWatch Logs subscription'],
    [{ eventSource: 'aws:kafka', records: {} }, 'a Kafka batch'],
    [{ warmup: true }, 'no HTTP request that a gateway sends'],
  ])('says what %j looks like, and what to do', (event, looksLike) => {
    const error = new UnsupportedEventError(event);
    expect(error.code).toBe('unsupported-event');
    expect(error.name).toBe('UnsupportedEventError');
    expect(error.looksLike).toContain(looksLike);
    expect(error.message).toContain(looksLike);
    expect(error.message).toContain('Fix: ');
  });

  it('repeats nothing that the event contains', () => {
    const error = new UnsupportedEventError({ Records: [{ eventSource: 'secret', body: 'secret' }], secret: 'secret' });
    expect(error.message).not.toContain('secret');
  });

  it('is known by its brand, not by its class', () => {
    expect(UnsupportedEventError.is(new UnsupportedEventError({}))).toBe(true);
    expect(UnsupportedEventError.is({ [Symbol.for('lambent.UnsupportedEventError')]: true })).toBe(true);
    for (const value of [null, 'x', new Error('x')]) expect(UnsupportedEventError.is(value)).toBe(false);
  });
});
