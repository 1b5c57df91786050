// Connects to the tables before the first request; on an emulator it also creates them.
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Settings } from '../settings.js';
import { LISTING_INDEX, Table } from './table.js';

/** An emulator takes any region and any credentials, but it wants some. */
const EMULATOR = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** DTOs are instances of classes; they are stored as the plain objects they look like. */
const MARSHALLING = { removeUndefinedValues: true, convertClassInstanceToMap: true };

/** The same tables as `template.yaml` describes for AWS. */
const DEFINITION = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'listing', 'position'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: LISTING_INDEX,
      KeySchema: [
        { AttributeName: 'listing', KeyType: 'HASH' },
        { AttributeName: 'position', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

/** What `idempotency` keeps its records in. */
const REQUESTS = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

/** A client of the DynamoDB that the settings name. */
export function connect({ dynamoDbEndpoint }: Settings): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...(dynamoDbEndpoint ? { endpoint: dynamoDbEndpoint, ...EMULATOR } : {}),
    // Answer a customer within seconds even when DynamoDB does not.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 },
    maxAttempts: 2,
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: MARSHALLING });
}

/** The table that the settings name, ready to use. */
export async function openTable(client: DynamoDBDocumentClient, settings: Settings): Promise<Table> {
  const { tableName, requestsTableName, dynamoDbEndpoint } = settings;
  if (dynamoDbEndpoint) {
    await createIfMissing(client, { TableName: tableName, ...DEFINITION });
    await createIfMissing(client, { TableName: requestsTableName, ...REQUESTS });
  }
  return new Table(tableName, client);
}

async function createIfMissing(client: DynamoDBDocumentClient, definition: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
