// What the outside world decides about this service, read once from the environment at start-up.

/** The service's settings; tests put their own in the place of the environment's. */
export class Settings {
  constructor(
    /** The DynamoDB table that holds everything. */
    readonly tableName: string,
    /** What staff send as `X-Api-Key`; without it nobody can change the catalogue. */
    readonly staffKey?: string,
    /** Another DynamoDB than the region's own: an emulator. Its table is created when missing. */
    readonly dynamoDbEndpoint?: string,
  ) {}

  /** @throws Error naming the variable that is missing or too weak. */
  static fromEnvironment(env: NodeJS.ProcessEnv): Settings {
    const { TABLE_NAME, STAFF_KEY, DYNAMODB_ENDPOINT } = env;
    if (!TABLE_NAME) throw new Error('TABLE_NAME is not set: give it the name of the DynamoDB table of the bookshop.');
    if (STAFF_KEY && STAFF_KEY.length < 12) throw new Error('STAFF_KEY is too short to be a secret: use at least 12 characters.');
    return new Settings(TABLE_NAME, STAFF_KEY || undefined, DYNAMODB_ENDPOINT || undefined);
  }
}
