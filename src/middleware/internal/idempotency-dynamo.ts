// Records in a DynamoDB table. Whether one has expired is decided by what it says: its deletion may take days.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type DynamoDbStoreOptions, isConditionFailure, loadDynamoCommands } from './dynamo-client.js';
import type { IdempotencyClaim, IdempotencyRecord, IdempotencyStore } from './idempotency-record.js';

type Item = Record<string, AttributeValue>;

/** A claim may be given up, or end, between finding it and reading it: then it is worth another try. */
const TRIES = 4;

/** Keeps records: one write for each request that runs, one more for its answer. */
export class DynamoIdempotencyStore implements IdempotencyStore {
  readonly start = loadDynamoCommands;

  constructor(private readonly options: DynamoDbStoreOptions) {}

  async claim(key: string, claim: IdempotencyClaim): Promise<IdempotencyRecord | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        await this.#put(key, claim, 'attribute_not_exists(validUntil) OR validUntil <= :now');
        return undefined;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const item = (error as { Item?: Item }).Item ?? (await this.#read(key));
        if (item?.validUntil && Number(item.validUntil.N) > Date.now()) return readItem(item);
      }
    }
    throw new Error('The record of a request changed faster than it could be claimed');
  }

  async complete(key: string, record: IdempotencyRecord): Promise<boolean> {
    try {
      await this.#put(key, record, 'attribute_not_exists(validUntil) OR validUntil <= :now OR #owner = :owner');
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }

  async release(key: string, owner: string): Promise<void> {
    const { DeleteItemCommand } = await loadDynamoCommands();
    const command = new DeleteItemCommand({
      TableName: this.options.tableName,
      Key: { id: { S: key } },
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': { S: owner } },
    });
    await this.options.client.send(command as never).catch((error: unknown) => {
      if (!isConditionFailure(error)) throw error;
    });
  }

  async #put(key: string, record: IdempotencyRecord, condition: string): Promise<void> {
    const { PutItemCommand } = await loadDynamoCommands();
    const isOwned = condition.includes(':owner');
    const command = new PutItemCommand({
      TableName: this.options.tableName,
      Item: writeItem(key, record),
      ConditionExpression: condition,
      ...(isOwned && { ExpressionAttributeNames: { '#owner': 'owner' } }),
      ExpressionAttributeValues: { ':now': { N: String(Date.now()) }, ...(isOwned && { ':owner': { S: record.owner } }) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await this.options.client.send(command as never);
  }

  async #read(key: string): Promise<Item | undefined> {
    const { GetItemCommand } = await loadDynamoCommands();
    const command = new GetItemCommand({ TableName: this.options.tableName, Key: { id: { S: key } }, ConsistentRead: true });
    return ((await this.options.client.send(command as never)) as { Item?: Item }).Item;
  }
}

function writeItem(key: string, { owner, fingerprint, expiresAt, answer }: IdempotencyRecord): Item {
  const claim = {
    id: { S: key },
    owner: { S: owner },
    fingerprint: { S: fingerprint },
    validUntil: { N: String(expiresAt) },
    expiresAt: { N: String(Math.ceil(expiresAt / 1000)) },
  };
  if (!answer) return claim;
  const { status, headers, body } = answer;
  return {
    ...claim,
    status: { N: String(status) },
    headers: { S: JSON.stringify(headers) },
    body: typeof body === 'string' ? { S: body } : { B: body },
  };
}

function readItem({ owner, fingerprint, validUntil, status, headers, body }: Item): IdempotencyRecord {
  const record = { owner: owner?.S ?? '', fingerprint: fingerprint?.S ?? '', expiresAt: Number(validUntil?.N) };
  if (!status) return record;
  return {
    ...record,
    answer: {
      status: Number(status.N),
      headers: JSON.parse(headers?.S ?? '[]') as [string, string][],
      body: body?.S ?? body?.B ?? '',
    },
  };
}
