import fc from 'fast-check';
import { parseIpAddress } from '../../../src/http/ip-address.js';
import { isInRange, parseIpRange } from '../../../src/middleware/internal/ip-range.js';

function isIn(address: string, range: string): boolean {
  const parts = parseIpAddress(address);
  const parsed = parseIpRange(range);
  if (!parts || !parsed) throw new Error('The case itself is wrong');
  return isInRange(parts, parsed);
}

describe('a range of addresses', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8'],
    ['10.255.255.255', '10.9.9.9/8'],
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.6/31'],
    ['8.8.8.8', '0.0.0.0/0'],
    ['2001:db8::1', '2001:db8::/32'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::/0'],
    ['2001:db8::ff', '2001:db8::f0/124'],
    ['::ffff:10.0.0.1', '10.0.0.0/8'],
    ['10.0.0.1', '::ffff:10.0.0.0/104'],
    ['::ffff:a00:1', '10.0.0.1'],
    ['fe80::1%eth0', 'fe80::/10'],
  ])('has %s in %s', (address, range) => {
    expect(isIn(address, range)).toBe(true);
  });

  it.each([
    ['11.0.0.1', '10.0.0.0/8'],
    ['192.0.2.8', '192.0.2.6/31'],
    ['192.0.2.70', '192.0.2.7'],
    ['2001:db9::1', '2001:db8::/32'],
    ['::1', '0.0.0.0/0'],
    ['1.2.3.4', '::/0'],
    ['2001:db8::1:ff', '2001:db8::f0/124'],
  ])('has not %s in %s', (address, range) => {
    expect(isIn(address, range)).toBe(false);
  });

  it.each([
    ['', '/', '10.0.0.0/', '/8', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/8 ', '10.0.0.0/08', '10.0.0.0/1e1'],
    ['10.0.0', '256.0.0.1', '010.0.0.1', 'localhost', '::/129', '::ffff:10.0.0.0/95', 'fe80::1%eth0', '*', '10.0.0.*'],
  ])('is not read from what is none', (...texts) => {
    for (const text of texts) expect([text, parseIpRange(text)]).toEqual([text, undefined]);
  });

  it('compares leading bits, for every length', () => {
    const version = fc.constantFrom({ width: 32, parts: 4 }, { width: 128, parts: 8 });
    const cases = version.chain(({ width, parts }) => {
      const whole = fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n });
      return fc.tuple(fc.constant({ width, parts }), whole, whole, fc.integer({ min: 0, max: width }), fc.boolean());
    });
    fc.assert(
      fc.property(cases, ([{ width, parts }, base, other, bits, near]) => {
        const rest = BigInt(width - bits);
        // Half of the addresses are made to lie inside, which random ones hardly ever do.
        const address = near ? ((base >> rest) << rest) | (other & ((1n << rest) - 1n)) : other;
        const split = (value: bigint) => {
          const size = BigInt(width / parts);
          return Array.from({ length: parts }, (_, at) => Number((value >> (size * BigInt(parts - 1 - at))) & ((1n << size) - 1n)));
        };
        expect(isInRange(split(address), { parts: split(base), bits })).toBe(address >> rest === base >> rest);
      }),
      { numRuns: 3000, seed: 4632 },
    );
  });

  it('is never read from random text without its numbers being right', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '1', '9', 'f', '.', ':', '/', '%', ' '), maxLength: 24 });
    fc.assert(
      fc.property(text, (given) => {
        const range = parseIpRange(given);
        if (range) expect(range.bits).toBeLessThanOrEqual(range.parts.length === 4 ? 32 : 128);
        if (range) expect(range.bits).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 3000, seed: 4633 },
    );
  });
});
