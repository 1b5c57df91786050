// The stage of an API Gateway address, which clients send but which is no part of the app's paths.

/** What an event says about where it came in. */
export interface StageContext {
  readonly stage?: unknown;
  readonly domainName?: unknown;
}

let lastDomain = '';
let isLastGenerated = false;

/**
 * A path without its stage.
 *
 * Stripped on a segment boundary, and only under the generated domain name: custom domains have no stage in their paths.
 *
 * @example stripStage('/prod/orders', { stage: 'prod', domainName: 'a1.execute-api.eu-west-1.amazonaws.com' }) // '/orders'
 */
export function stripStage(path: string, context: StageContext): string {
  const { stage } = context;
  // Nearly every path and stage differ in their first letter. An empty stage has none: NaN differs from everything.
  if (typeof stage !== 'string' || stage.charCodeAt(0) !== path.charCodeAt(1)) return path;
  return stripPrefix(path, stage, context.domainName);
}

function stripPrefix(path: string, stage: string, domainName: unknown): string {
  if (stage === '$default' || !path.startsWith(stage, 1)) return path;
  const end = stage.length + 1;
  if (end < path.length && path.charCodeAt(end) !== 0x2f) return path;
  if (typeof domainName !== 'string' || !isGenerated(domainName)) return path;
  return end === path.length ? '/' : path.slice(end);
}

/**
 * Whether the address that a client of an HTTP API used may have something in front of the path without its stage: that stage, or the key of
 * an API mapping, which is in no event (https://github.com/CodeGenieApp/serverless-express/issues/465) and which custom domains only have.
 */
export function hidesStage(path: string, context: StageContext): boolean {
  const { domainName } = context;
  return typeof domainName === 'string' && (!isGenerated(domainName) || stripStage(path, context) !== path);
}

function isGenerated(domainName: string): boolean {
  // An environment sees one domain name or two, and comparing with the last is cheaper than looking at its parts.
  if (domainName !== lastDomain) {
    lastDomain = domainName;
    isLastGenerated = isGeneratedDomain(domainName);
  }
  return isLastGenerated;
}

const SERVICE = '.execute-api.';

/** Whether a name is `<api>.execute-api.<region>.amazonaws.com`, or `.cn`. */
function isGeneratedDomain(name: string): boolean {
  const at = name.indexOf('.');
  if (at < 1 || !name.startsWith(SERVICE, at)) return false;
  const rest = name.length - name.indexOf('.', at + SERVICE.length);
  return (rest === 14 && name.endsWith('.amazonaws.com')) || (rest === 17 && name.endsWith('.amazonaws.com.cn'));
}
