// Which keys hold what must never be printed.

const SECRETS =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|apikey|accesskey|privatekey|secretkey|signingkey|credentials?|authorization|cookies?|sessionid|jwt)$/;

/**
 * Whether values under this key are secrets: by how it ends, so that `userPassword` and `x-api-key` are found as well. Letter case, `-`, `_`,
 * `.` and blanks do not matter.
 */
export function isSecretKey(key: string): boolean {
  return SECRETS.test(key.replace(/[-_. ]/g, '').toLowerCase());
}
