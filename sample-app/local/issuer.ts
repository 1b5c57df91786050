// Signs tokens in this process, as the user pool does on AWS: for the local shop and the tests. Its key is made anew at every start.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

const AUDIENCE = 'bookshop';

export interface Issuer {
  /** What a shop needs to know of it. */
  readonly settings: { readonly tokenIssuer: string; readonly tokenAudience: string; readonly jwksUri: string };
  /** A token that is good for eight hours. */
  sign(claims: JWTPayload): Promise<string>;
  close(): Promise<void>;
}

/** Claims as a user pool makes them, for somebody of the group `staff`. */
export const STAFF_CLAIMS = { sub: 'nora', 'cognito:groups': ['staff'] };

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const header = { alg: 'RS256', kid: 'local' };
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), ...header, use: 'sig' }] });
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(jwks));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const tokenIssuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    settings: { tokenIssuer, tokenAudience: AUDIENCE, jwksUri: `${tokenIssuer}/jwks.json` },
    sign: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader(header)
        .setIssuer(tokenIssuer)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('8h')
        .sign(privateKey),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
