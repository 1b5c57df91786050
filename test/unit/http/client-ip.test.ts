import { lastForwarded } from '../../../src/http/client-ip.js';

describe('lastForwarded', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['6.6.6.6,203.0.113.7 ', '203.0.113.7'],
    ['evil, 2001:db8::1', '2001:db8::1'],
    ['6.6.6.6,', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('takes from %j only the hop that the load balancer added: %j', (header, address) => {
    expect(lastForwarded(header)).toBe(address);
  });
});
