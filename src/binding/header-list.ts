// Lists in headers.

/** The elements of a list in a header (RFC 9110 section 5.6.1). Sources differ in whether they join repeated headers: all are split. */
export function splitHeaderList(text: string): string[] {
  const values = text.split(',').map((value) => value.trim());
  return values.filter((value) => value !== '');
}
