// Single fields of an event, each taken only if it is what it should be: what all sources read alike.
import { isValidHost } from '../http/host.js';
import type { RawBody } from '../http/http-source.js';
import { canonicalIp } from '../http/ip-address.js';

/** Text, or `undefined` for anything else. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A method in upper case; GET where a hand-written event has none. */
export function readMethodName(method: unknown): string {
  // Nearly all are one of these, and comparing is cheaper than what `toUpperCase` does to find nothing to do.
  if (method === 'GET' || method === 'POST') return method;
  if (method === 'PUT' || method === 'PATCH' || method === 'DELETE') return method;
  return typeof method === 'string' && method !== '' ? method.toUpperCase() : 'GET';
}

/** A path with a slash in front; `/` for none. */
export function readRootedPath(path: unknown): string {
  return typeof path === 'string' && path.charCodeAt(0) === 0x2f ? path : rootPath(path);
}

function rootPath(path: unknown): string {
  return typeof path === 'string' ? `/${path}` : '/';
}

/** A body that is delivered as text. The flag says whether it is base64; its content type does not. */
export function readTextBody(body: unknown, base64: unknown): RawBody | undefined {
  return typeof body === 'string' && body !== '' ? { text: body, base64: base64 === true, bytes: undefined } : undefined;
}

/** A client address that the platform reports: in canonical spelling, or as it is where it is none (`test-invoke-source-ip`). */
export function readAddress(value: unknown): string | undefined {
  const text = readText(value);
  return text && (canonicalIp(text) ?? text);
}

/** The scheme that a proxy reports, believed only when it is exactly `http` or `https`. */
export function readForwardedScheme(header: string | undefined, otherwise: 'http' | 'https' = 'https'): 'http' | 'https' {
  return header === 'http' || header === 'https' ? header : otherwise;
}

/** A valid `Host` header, else the event's domain name, else `localhost`. */
export function chooseHost(header: string | undefined, domainName?: unknown): string {
  if (header !== undefined && isValidHost(header)) return header;
  return typeof domainName === 'string' && isValidHost(domainName) ? domainName : 'localhost';
}
