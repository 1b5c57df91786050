// The one DynamoDB table, in the few words the stores need: read, write if, list in order.
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { StorageUnavailable } from '../shop-errors.js';

/** Items of one thing share `pk`; `sk` tells them apart. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** `listing` and `position` put an item into the index `byListing`: which list, and where in it. */
export interface Item extends Key {
  readonly listing?: string;
  readonly position?: string;
  readonly [attribute: string]: unknown;
}

/** A DynamoDB expression, the values of its `:placeholders` and the names behind its `#placeholders`. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What to list, from where, in which direction. */
export interface ListQuery {
  readonly listing: string;
  readonly newestFirst?: boolean;
  readonly after?: Required<Pick<Item, 'pk' | 'sk' | 'position'>> | undefined;
  readonly filter?: Expression | undefined;
  /** How many items the caller is likely to take. */
  readonly expected?: number;
}

export const LISTING_INDEX = 'byListing';
export const IF_ABSENT: Expression = { text: 'attribute_not_exists(pk)' };

export class Table {
  constructor(
    readonly name: string,
    private readonly client: DynamoDBDocumentClient,
  ) {}

  async get(key: Key): Promise<Item | undefined> {
    const { pk, sk } = key;
    const answer = await answered(this.client.send(new GetCommand({ TableName: this.name, Key: { pk, sk }, ConsistentRead: true })));
    return answer.Item as Item | undefined;
  }

  /** Every item that shares a `pk`. */
  async getAll(pk: string): Promise<Item[]> {
    const condition = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
    const answer = await answered(this.client.send(new QueryCommand({ TableName: this.name, ...condition })));
    return (answer.Items ?? []) as Item[];
  }

  /** Writes the whole item; `false` when the condition does not hold. */
  async put(item: Item, condition?: Expression): Promise<boolean> {
    return held(this.client.send(new PutCommand({ TableName: this.name, Item: item, ...conditionInput(condition) })));
  }

  /** Removes the item; `false` when the condition does not hold. */
  async remove({ pk, sk }: Key, condition?: Expression): Promise<boolean> {
    return held(this.client.send(new DeleteCommand({ TableName: this.name, Key: { pk, sk }, ...conditionInput(condition) })));
  }

  /** Changes attributes and gives the item as it is then; `undefined` when the condition does not hold. */
  async update({ pk, sk }: Key, change: Expression, condition: Expression): Promise<Item | undefined> {
    const command = new UpdateCommand({
      TableName: this.name,
      Key: { pk, sk },
      UpdateExpression: change.text,
      ConditionExpression: condition.text,
      ExpressionAttributeNames: change.names,
      ExpressionAttributeValues: { ...change.values, ...condition.values },
      ReturnValues: 'ALL_NEW',
    });
    const answer = await this.client.send(command).catch(unlessConditionFailed);
    return answer?.Attributes as Item | undefined;
  }

  /** The items of a list in order, read page by page as the caller takes them. */
  async *list({ listing, newestFirst, after, filter, expected }: ListQuery): AsyncGenerator<Item> {
    const input: QueryCommandInput = {
      TableName: this.name,
      IndexName: LISTING_INDEX,
      KeyConditionExpression: 'listing = :listing',
      ExpressionAttributeValues: { ...filter?.values, ':listing': listing },
      ScanIndexForward: !newestFirst,
      // A filter is applied after reading, so there the expected number says nothing about how much to read.
      ...(filter ? { FilterExpression: filter.text } : expected ? { Limit: expected } : {}),
    };
    let start: Record<string, unknown> | undefined = after && { ...after, listing };
    do {
      const answer = await answered(this.client.send(new QueryCommand({ ...input, ExclusiveStartKey: start })));
      yield* (answer.Items ?? []) as Item[];
      start = answer.LastEvaluatedKey;
    } while (start);
  }
}

function conditionInput(condition: Expression | undefined) {
  return condition && { ConditionExpression: condition.text, ExpressionAttributeValues: condition.values };
}

async function held(write: Promise<unknown>): Promise<boolean> {
  return (await write.then(() => true).catch(unlessConditionFailed)) ?? false;
}

function unlessConditionFailed(error: unknown): undefined {
  if (error instanceof DynamoDBServiceException && error.name === 'ConditionalCheckFailedException') return undefined;
  return rethrow(error);
}

function answered<T>(call: Promise<T>): Promise<T> {
  return call.catch(rethrow);
}

/** What DynamoDB answered with a refusal, or the SDK would not even send, is our own mistake; the rest is an outage. */
function rethrow(error: unknown): never {
  const wasSent = error instanceof Error && '$metadata' in error;
  const isRefused = error instanceof DynamoDBServiceException && error.$fault === 'client' && !error.$retryable;
  throw wasSent && !isRefused ? new StorageUnavailable(error) : error;
}
