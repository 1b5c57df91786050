import { ResponseHeaders } from '../../../src/http/response-headers.js';
import { addVary } from '../../../src/middleware/internal/vary.js';

const added = (present: string | undefined, name: string) => {
  const headers = new ResponseHeaders(present === undefined ? {} : { vary: present });
  addVary(headers, name);
  return headers.get('vary');
};

describe('addVary', () => {
  it.each([
    [undefined, 'Origin', 'Origin'],
    ['', 'Origin', 'Origin'],
    ['Accept', 'Origin', 'Accept, Origin'],
    ['Accept, Origin', 'Origin', 'Accept, Origin'],
    ['origin', 'Origin', 'origin'],
    ['*', 'Origin', '*'],
    ['X-Origin', 'Origin', 'X-Origin, Origin'],
    ['Accept , ORIGIN,', 'Origin', 'Accept , ORIGIN,'],
  ])('to %p adds %s: %p', (present, name, expected) => {
    expect(added(present, name)).toBe(expected);
  });

  it('keeps what several headers said', () => {
    const headers = new ResponseHeaders([
      ['vary', 'Accept'],
      ['vary', 'Cookie'],
    ]);
    addVary(headers, 'Origin');

    expect(headers.get('vary')).toBe('Accept, Cookie, Origin');
  });
});
