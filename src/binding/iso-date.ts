// Dates as text: ISO 8601, and only days and times that exist.

const ISO_DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Parses an ISO 8601 calendar date or date-time in extended format. Without an offset it is UTC.
 *
 * @returns `undefined` for any other text, and for days and times that do not exist
 * @example parseIsoDate('2026-02-28T10:00:00+01:00'); parseIsoDate('2026-02-30') // undefined
 */
export function parseIsoDate(text: string): Date | undefined {
  const found = ISO_DATE.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, offset] = found;
  if (+day! < 1 || +day! > daysIn(+year!, +month!)) return undefined;
  if (hour !== undefined && (+hour > 23 || +minute! > 59 || +(second ?? 0) > 59)) return undefined;
  return new Date(hour === undefined || offset !== undefined ? text : `${text}Z`);
}

/** Whether a text has the form of an ISO 8601 date, existing or not. */
export function looksLikeIsoDate(text: string): boolean {
  return ISO_DATE.test(text);
}

/** 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (DAYS[month - 1] ?? 0) + (isLeap ? 1 : 0);
}
