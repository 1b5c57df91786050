import { negotiation } from '../../../src/binding/negotiation.js';
import { ResponseHeaders } from '../../../src/http/response-headers.js';

describe('an answer that depends on Accept', () => {
  const varied = (given?: string) => {
    const headers = new ResponseHeaders();
    if (given !== undefined) headers.set('vary', given);
    negotiation.vary(headers);
    return headers.get('vary');
  };

  it.each([
    [undefined, 'Accept'],
    ['', 'Accept'],
    ['Origin', 'Origin, Accept'],
    ['Accept-Encoding', 'Accept-Encoding, Accept'],
    ['X-Accept', 'X-Accept, Accept'],
  ])('has a Vary of %j made to say so', (given, expected) => expect(varied(given)).toBe(expected));

  it.each(['Accept', 'accept', '*', 'Origin, Accept', 'Origin,\taccept , Cookie', 'Accept,Origin'])('keeps a Vary of %j', (given) =>
    expect(varied(given)).toBe(given),
  );
});
