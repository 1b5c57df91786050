// What the outside world decides about this service, read once from the environment at start-up.

export interface Settings {
  /** The DynamoDB table that holds everything. */
  readonly tableName: string;
  /** The DynamoDB table of requests that must not run twice. */
  readonly requestsTableName: string;
  /** Who signs the tokens of staff: their claim `iss`. */
  readonly tokenIssuer: string;
  /** Whom the tokens are for: their claim `aud`. */
  readonly tokenAudience: string;
  /** Where the issuer publishes the keys that tokens are checked with. */
  readonly jwksUri: string;
  /** Another DynamoDB than the region's own: an emulator. Its tables are created when missing. */
  readonly dynamoDbEndpoint: string | undefined;
}

const REQUIRED = ['TABLE_NAME', 'REQUESTS_TABLE_NAME', 'TOKEN_ISSUER', 'TOKEN_AUDIENCE', 'JWKS_URI'] as const;

/** @throws Error naming every variable that is missing: without them the service must not start. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const missing = REQUIRED.filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`The bookshop is not configured: set ${missing.join(', ')}. README.md says what each is for.`);
  const { TABLE_NAME, REQUESTS_TABLE_NAME, TOKEN_ISSUER, TOKEN_AUDIENCE, JWKS_URI } = env as Record<(typeof REQUIRED)[number], string>;
  if (!/^https:\/\/|^http:\/\/127\.0\.0\.1[:/]/.test(JWKS_URI)) {
    throw new Error('JWKS_URI must begin with https: whoever could change the keys on their way could sign in as staff.');
  }
  return {
    tableName: TABLE_NAME,
    requestsTableName: REQUESTS_TABLE_NAME,
    tokenIssuer: TOKEN_ISSUER,
    tokenAudience: TOKEN_AUDIENCE,
    jwksUri: JWKS_URI,
    dynamoDbEndpoint: env.DYNAMODB_ENDPOINT || undefined,
  };
}
