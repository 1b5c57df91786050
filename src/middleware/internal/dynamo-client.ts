// What talks to DynamoDB: the app's own client, and the commands of the SDK that it came from.
import { ConfigurationError } from '../../errors/configuration-error.js';
import type { OptionRule } from './check-options.js';
import { withMethods } from './option-rules.js';

/** A `DynamoDBClient` or a `DynamoDBDocumentClient` of the AWS SDK. */
export interface DynamoDbClient {
  send(command: never): Promise<unknown>;
}

/** Where a store keeps what: a table with the partition key `id`, a string. Its TTL attribute is `expiresAt`. */
export interface DynamoDbStoreOptions {
  readonly tableName: string;
  readonly client: DynamoDbClient;
}

export const DYNAMO_RULES = {
  tableName: {
    expected: 'the name of a table',
    required: true,
    accepts: (value: unknown) => typeof value === 'string' && value !== '',
  },
  client: { ...withMethods('a client of the AWS SDK', ['send']), required: true },
} satisfies Record<string, OptionRule>;

type Sdk = typeof import('@aws-sdk/client-dynamodb');

/** The commands that stores send. */
export type DynamoCommands = Pick<Sdk, 'DeleteItemCommand' | 'GetItemCommand' | 'PutItemCommand' | 'UpdateItemCommand'>;

let loading: Promise<DynamoCommands> | undefined;

/** Loads the commands once; a failure is not kept. Rejects with a `ConfigurationError`. */
export function loadDynamoCommands(): Promise<DynamoCommands> {
  // Taken out by name, so that bundlers that split code leave the rest of the SDK away.
  loading ??= import('@aws-sdk/client-dynamodb').then(
    ({ DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand }) => ({
      DeleteItemCommand,
      GetItemCommand,
      PutItemCommand,
      UpdateItemCommand,
    }),
    (error: unknown) => {
      loading = undefined;
      throw new ConfigurationError([
        {
          code: 'missing-package',
          message: `dynamoDbStore() sends commands of the package @aws-sdk/client-dynamodb, which cannot be loaded: ${(error as Error | undefined)?.message}`,
          fix:
            'Install it: npm install @aws-sdk/client-dynamodb. When the app is bundled, bundle it too, or deploy it beside the bundle. ' +
            "In tests, Jest has to convert lambent: transformIgnorePatterns: ['/node_modules/(?!lambent/)'].",
        },
      ]);
    },
  );
  return loading;
}

/** Whether the condition of a write did not hold; everything else is a failure. */
export function isConditionFailure(error: unknown): boolean {
  return (error as { name?: unknown } | null | undefined)?.name === 'ConditionalCheckFailedException';
}
