// The stage of an API Gateway address, which clients send but which is no part of the app's paths.

/** What an event says about where it came in. */
export interface StageContext {
  readonly stage?: unknown;
  readonly domainName?: unknown;
}

/**
 * A path without its stage.
 *
 * Stripped on a segment boundary, and only under the generated domain name: custom domains have no stage in their paths.
 *
 * @example stripStage('/prod/orders', { stage: 'prod', domainName: 'a1.execute-api.eu-west-1.amazonaws.com' }) // '/orders'
 */
export function stripStage(path: string, { stage, domainName }: StageContext): string {
  if (typeof stage !== 'string' || stage === '$default' || stage === '' || !path.startsWith(stage, 1)) return path;
  const end = stage.length + 1;
  if (end < path.length && path.charCodeAt(end) !== 0x2f) return path;
  if (!isGeneratedDomain(domainName)) return path;
  return end === path.length ? '/' : path.slice(end);
}

const SERVICE = '.execute-api.';

/** Whether a name is `<api>.execute-api.<region>.amazonaws.com`, or `.cn`. */
function isGeneratedDomain(name: unknown): boolean {
  if (typeof name !== 'string') return false;
  const at = name.indexOf(SERVICE);
  if (at < 1) return false;
  const suffix = name.slice(name.indexOf('.', at + SERVICE.length));
  return suffix === '.amazonaws.com' || suffix === '.amazonaws.com.cn';
}
