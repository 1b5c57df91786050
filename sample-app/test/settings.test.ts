// Settings that are missing are found at start-up, all of them by name.
import { readSettings } from '../src/settings.js';

const ENVIRONMENT = {
  TABLE_NAME: 'shop',
  REQUESTS_TABLE_NAME: 'requests',
  TOKEN_ISSUER: 'https://id.example.com',
  TOKEN_AUDIENCE: 'bookshop',
  JWKS_URI: 'https://id.example.com/jwks.json',
};

it('reads the environment', () => {
  expect(readSettings({ ...ENVIRONMENT, DYNAMODB_ENDPOINT: '' })).toEqual({
    tableName: 'shop',
    requestsTableName: 'requests',
    tokenIssuer: 'https://id.example.com',
    tokenAudience: 'bookshop',
    jwksUri: 'https://id.example.com/jwks.json',
    dynamoDbEndpoint: undefined,
  });
});

it.each([
  [{}, 'set TABLE_NAME, REQUESTS_TABLE_NAME, TOKEN_ISSUER, TOKEN_AUDIENCE, JWKS_URI.'],
  [{ ...ENVIRONMENT, TOKEN_AUDIENCE: '' }, 'set TOKEN_AUDIENCE.'],
  [{ ...ENVIRONMENT, JWKS_URI: 'http://id.example.com/jwks.json' }, 'JWKS_URI must begin with https'],
  [{ ...ENVIRONMENT, JWKS_URI: 'http://127.0.0.1.example.com/jwks.json' }, 'JWKS_URI must begin with https'],
])('refuses %j', (env, message) => {
  expect(() => readSettings(env)).toThrow(message);
});
