// What an HTTP app says to an event that is not HTTP: a rejection, so that queues retry instead of deleting.

const BRAND = Symbol.for('lambent.UnsupportedEventError');

/**
 * The handler was given an event that it cannot answer. Always a rejection of the invocation, never a response.
 *
 * `code` is `unsupported-event`; `looksLike` says what the event seems to be, in words.
 */
export class UnsupportedEventError extends Error {
  override readonly name = 'UnsupportedEventError';
  readonly code = 'unsupported-event';
  readonly looksLike: string;

  constructor(event: unknown) {
    const looksLike = describeEvent(event);
    super(
      `This handler answers HTTP requests, and the event looks like ${looksLike}. ` +
        'Fix: point this trigger at a function of its own, or send an API Gateway, function URL, load balancer or VPC Lattice event.',
    );
    this.looksLike = looksLike;
  }

  /** Whether a value is an `UnsupportedEventError`, also one made by another copy of the package. */
  static is(value: unknown): value is UnsupportedEventError {
    return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }
}

type Loose = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** What an event seems to be, without repeating anything it contains except the name of an AWS service. */
function describeEvent(event: unknown): string {
  if (event === null || event === undefined) return 'nothing at all (null)';
  if (!isRecord(event)) return `a plain ${typeof event}`;
  if (Array.isArray(event)) return 'a list';
  if (Array.isArray(event.Records)) return describeRecords(event.Records[0]);
  const { requestContext } = event;
  if (isRecord(requestContext) && 'connectionId' in requestContext) return 'a WebSocket event';
  if ('methodArn' in event || 'routeArn' in event) return 'a call of an API Gateway authorizer';
  if ('detail-type' in event) return event['detail-type'] === 'Scheduled Event' ? 'a schedule' : 'an EventBridge event';
  if ('triggerSource' in event && 'userPoolId' in event) return 'a Cognito trigger';
  if ('deliveryStreamArn' in event) return 'a Firehose transformation';
  if ('awslogs' in event) return 'a CloudWatch Logs subscription';
  if (event.eventSource === 'aws:kafka' || event.eventSource === 'SelfManagedKafka') return 'a Kafka batch';
  return Object.keys(event).length === 0 ? 'an empty object' : 'no HTTP request that a gateway sends';
}

const RECORD_SOURCES: readonly (readonly [source: string, words: string])[] = [
  ['aws:sqs', 'an SQS batch'],
  ['aws:sns', 'an SNS notification'],
  ['aws:s3', 'an S3 notification'],
  ['aws:dynamodb', 'a DynamoDB stream batch'],
  ['aws:kinesis', 'a Kinesis batch'],
  ['aws:ses', 'an SES mail'],
  ['aws:codecommit', 'a CodeCommit trigger'],
];

function describeRecords(record: unknown): string {
  const source = isRecord(record) ? (record.eventSource ?? record.EventSource) : undefined;
  return RECORD_SOURCES.find(([name]) => name === source)?.[1] ?? 'a batch of records';
}
