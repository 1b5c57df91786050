// What a request of a node server is to the app: its event, and the source that reads it.
import type { IncomingMessage } from 'node:http';
import { readForwardedAddress } from '../adapters/forwarded-address.js';
import { type NodeHttpEvent, nodeHttp } from '../adapters/node-http.js';
import type { HttpSource } from '../http/http-source.js';

/** For servers that clients reach themselves: what they say in `x-forwarded-proto` is not believed. */
const directHttp: HttpSource<NodeHttpEvent> = { ...nodeHttp, readScheme: (event) => (event.encrypted ? 'https' : 'http') };

/** The source to read events with. */
export function sourceFor(trustProxy: boolean): HttpSource {
  return trustProxy ? nodeHttp : directHttp;
}

/** The event of a request whose body has been read. */
export function makeEvent(request: IncomingMessage, body: Uint8Array | undefined, trustProxy: boolean): NodeHttpEvent {
  const { method = 'GET', url = '/', rawHeaders, socket } = request;
  // Node joins repeated ones, so the last hop is the one that the proxy added.
  const forwarded = trustProxy ? readForwardedAddress(String(request.headers['x-forwarded-for'] ?? '')) : undefined;
  return { method, url, rawHeaders, body, remoteAddress: forwarded ?? socket.remoteAddress, encrypted: 'encrypted' in socket };
}
