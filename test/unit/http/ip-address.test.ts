import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { canonicalIp, parseIpAddress } from '../../../src/http/ip-address.js';

describe('an IP address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::0:1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('%s is spelled %s', (text, canonical) => {
    expect(canonicalIp(text)).toBe(canonical);
    expect(canonicalIp(canonical)).toBe(canonical);
  });

  it.each([
    '',
    ' ',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.-4',
    '1.2.3.4%eth0',
    '1.2.3.4:80',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '::1.2.3',
    '::1.2.3.4.5',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '[::1]',
    ' ::1',
    '::1 ',
    'localhost',
    `${'0'.repeat(50)}::`,
    '١.2.3.4',
  ])('%p is none', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
    expect(canonicalIp(text)).toBeUndefined();
  });

  it('has four parts or eight', () => {
    expect(parseIpAddress('192.0.2.1')).toEqual([192, 0, 2, 1]);
    expect(parseIpAddress('::ffff:192.0.2.1')).toEqual([192, 0, 2, 1]);
    expect(parseIpAddress('2001:db8::1')).toEqual([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
  });

  it('is one exactly when node thinks so', () => {
    const piece = fc.constantFrom(':', '::', '.', '0', '1', '255', '256', '01', 'ffff', 'F', '10000', '1.2.3.4', 'g');
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (address) => {
        expect(canonicalIp(address) !== undefined).toBe(isIPv4(address) || isIPv6(address));
      }),
      { numRuns: 10_000, seed: 31 },
    );
  });

  it('is spelled as the URL standard spells it', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const canonical = canonicalIp(address) as string;
        if (canonical.includes(':')) expect(new URL(`http://[${address}]`).hostname).toBe(`[${canonical}]`);
        else expect(new URL(`http://[${address}]`).hostname).toMatch(/^\[::ffff:/);
      }),
      { numRuns: 2000, seed: 32 },
    );
  });
});
