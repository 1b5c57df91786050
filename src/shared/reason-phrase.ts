// The words for a status code: default messages of errors, and the status line that some sources want.

const PHRASES = [
  '200OK,201Created,202Accepted,203Non-Authoritative Information,204No Content,205Reset Content,206Partial Content',
  '300Multiple Choices,301Moved Permanently,302Found,303See Other,304Not Modified,307Temporary Redirect,308Permanent Redirect',
  '400Bad Request,401Unauthorized,402Payment Required,403Forbidden,404Not Found,405Method Not Allowed,406Not Acceptable',
  '407Proxy Authentication Required,408Request Timeout,409Conflict,410Gone,411Length Required,412Precondition Failed',
  '413Content Too Large,414URI Too Long,415Unsupported Media Type,416Range Not Satisfiable,417Expectation Failed',
  "418I'm a Teapot,421Misdirected Request,422Unprocessable Content,423Locked,424Failed Dependency,425Too Early",
  '426Upgrade Required,428Precondition Required,429Too Many Requests,431Request Header Fields Too Large',
  '451Unavailable For Legal Reasons,500Internal Server Error,501Not Implemented,502Bad Gateway,503Service Unavailable',
  '504Gateway Timeout,507Insufficient Storage,508Loop Detected,511Network Authentication Required',
].join(',');

/** The reason phrase of a status code (RFC 9110 section 15 and the registry), `Unknown` for codes without one. */
export function reasonPhrase(status: number): string {
  const at = status > 99 ? PHRASES.indexOf(`${status}`) : -1;
  if (at < 0) return 'Unknown';
  const end = PHRASES.indexOf(',', at);
  return PHRASES.slice(at + 3, end < 0 ? PHRASES.length : end);
}
