// Rows as CSV (RFC 4180), one line at a time, however many there are.

/** A column's heading and how its cell is read from a row. */
export type Columns<T> = Readonly<Record<string, (row: T) => string | number>>;

export async function* csv<T>(columns: Columns<T>, rows: AsyncIterable<T>): AsyncGenerator<string> {
  yield line(Object.keys(columns));
  const readers = Object.values(columns);
  for await (const row of rows) yield line(readers.map((read) => read(row)));
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run a cell that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
