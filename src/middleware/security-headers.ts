// Headers that tell browsers what they must not do with an answer.
import { MIDDLEWARE_KIND, type Middleware } from '../http/middleware.js';
import { ResponseHeaders } from '../http/response-headers.js';
import { checkOptions, type OptionRules } from './internal/check-options.js';
import { isHeaderValue } from './internal/option-rules.js';
import { markRepeatable } from './internal/repeatable-hooks.js';

/** Every header by its option, with what APIs should say; `false` where only pages have something to say. */
const DEFAULTS = {
  contentSecurityPolicy: ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  contentSecurityPolicyReportOnly: ['content-security-policy-report-only', false],
  strictTransportSecurity: ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
  referrerPolicy: ['referrer-policy', 'no-referrer'],
  xContentTypeOptions: ['x-content-type-options', 'nosniff'],
  xFrameOptions: ['x-frame-options', 'DENY'],
  permissionsPolicy: ['permissions-policy', false],
  crossOriginEmbedderPolicy: ['cross-origin-embedder-policy', false],
  crossOriginOpenerPolicy: ['cross-origin-opener-policy', false],
  crossOriginResourcePolicy: ['cross-origin-resource-policy', false],
  originAgentCluster: ['origin-agent-cluster', false],
  reportingEndpoints: ['reporting-endpoints', false],
  xDnsPrefetchControl: ['x-dns-prefetch-control', false],
  xDownloadOptions: ['x-download-options', false],
  xPermittedCrossDomainPolicies: ['x-permitted-cross-domain-policies', false],
  xXssProtection: ['x-xss-protection', false],
} as const satisfies Record<string, readonly [name: string, value: string | false]>;

/** Options of `securityHeaders`: the value of each header, `false` for none. */
export type SecurityHeadersOptions = { readonly [Option in keyof typeof DEFAULTS]?: string | false | undefined };

/**
 * Sets security headers on every answer. What a handler sets itself stays as it is.
 *
 * Without options, as APIs need it: HSTS for a year with subdomains, `nosniff`, `DENY`, `no-referrer`, and a content security policy that
 * allows nothing. On a controller or a method it takes the place of one further out, so pages can have a policy of their own.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example securityHeaders({ contentSecurityPolicy: "default-src 'self'", xFrameOptions: false })
 */
export function securityHeaders(options?: SecurityHeadersOptions): Middleware {
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const expected = 'the text of the header, or false to leave it out';
  const rule = { expected, accepts: (value: unknown) => value === false || isHeaderValue(value) };
  const rules = Object.fromEntries(names.map((name) => [name, rule])) as unknown as OptionRules<SecurityHeadersOptions>;
  const given = checkOptions<SecurityHeadersOptions>('securityHeaders', options, rules);
  // Made once: taking over all of them is one pass that checks nothing again.
  const headers = new ResponseHeaders();
  for (const option of names) {
    const [name, byDefault] = DEFAULTS[option];
    const value = given[option] ?? byDefault;
    if (value !== false) headers.set(name, value);
  }
  const hook = markRepeatable((response) => response.headers.inherit(headers));
  const middleware: Middleware = ({ reqCtx, next }) => {
    reqCtx.onResponse(hook);
    void next();
  };
  return Object.assign(middleware, { [MIDDLEWARE_KIND]: 'security-headers' });
}
