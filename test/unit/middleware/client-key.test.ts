import fc from 'fast-check';
import { clientKey } from '../../../src/middleware/internal/client-key.js';

describe('clientKey', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:DB8:A:B:1:2:3:4', '2001:db8:a:b::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not an address', 'not an address'],
    ['01.2.3.4', '01.2.3.4'],
    [undefined, 'unknown'],
  ])('of %s is %s', (address, key) => {
    expect(clientKey(address)).toBe(key);
  });

  it('is one for all addresses of a /64, and another for any other network (300 runs)', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    const half = fc.tuple(word, word, word, word);
    // The mapped range (::ffff:0:0/96) is IPv4.
    const network = half.filter((groups) => groups.some((group) => group !== 0));
    const text = (...groups: number[]) => groups.map((group) => group.toString(16)).join(':');
    fc.assert(
      fc.property(network, network, half, half, (one, other, a, b) => {
        expect(clientKey(text(...one, ...a))).toBe(clientKey(text(...one, ...b).toUpperCase()));
        if (one.join() !== other.join()) expect(clientKey(text(...one, ...a))).not.toBe(clientKey(text(...other, ...a)));
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
