// Connects to the table before the first request; on an emulator it also creates it.
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Settings } from '../settings.js';
import { LISTING_INDEX, Table } from './table.js';

/** An emulator takes any region and any credentials, but it wants some. */
const EMULATOR = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** DTOs are instances of classes; they are stored as the plain objects they look like. */
const MARSHALLING = { removeUndefinedValues: true, convertClassInstanceToMap: true };

/** The same table as `template.yaml` describes for AWS. */
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

/** The table that the settings name, ready to use. */
export async function openTable({ tableName, dynamoDbEndpoint }: Settings): Promise<Table> {
  const client = new DynamoDBClient({
    ...(dynamoDbEndpoint ? { endpoint: dynamoDbEndpoint, ...EMULATOR } : {}),
    // Answer a customer within seconds even when DynamoDB does not.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 },
    maxAttempts: 2,
  });
  if (dynamoDbEndpoint) await createIfMissing(client, tableName);
  return new Table(tableName, DynamoDBDocumentClient.from(client, { marshallOptions: MARSHALLING }));
}

async function createIfMissing(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand({ TableName: tableName, ...DEFINITION }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
