import { hidesStage, stripStage } from '../../../src/adapters/stage.js';
import { REST_DOMAIN } from './sample-events.js';

describe('the stage of an address', () => {
  it.each([
    ['/prod/orders', '/orders'],
    ['/prod', '/'],
    ['/prod/', '/'],
    ['/prod//x', '//x'],
    ['/prod/prod', '/prod'],
    ['/production', '/production'],
    ['/prod-eu/orders', '/prod-eu/orders'],
    ['/orders/prod', '/orders/prod'],
    ['/', '/'],
    ['//prod/x', '//prod/x'],
    ['/PROD/orders', '/PROD/orders'],
    ['/plan/orders', '/plan/orders'],
    ['/p/orders', '/p/orders'],
  ])('prod is stripped from %s to %s, on a segment boundary', (path, stripped) => {
    expect(stripStage(path, { stage: 'prod', domainName: REST_DOMAIN })).toBe(stripped);
  });

  it('is stripped under the domain names that AWS generates, and no others', () => {
    const strip = (domainName: unknown) => stripStage('/prod/x', { stage: 'prod', domainName });
    for (const name of [
      'a1.execute-api.us-gov-west-1.amazonaws.com',
      'a1.execute-api.cn-north-1.amazonaws.com.cn',
      'a.execute-api.eu-west-1.amazonaws.com',
    ])
      expect(strip(name)).toBe('/x');
    for (const name of [
      'api.example.com',
      'prod.example.com',
      '.execute-api.eu-west-1.amazonaws.com',
      'a1.execute-api.eu-west-1.amazonaws.com.evil.com',
      'a1.execute-api.eu-west-1.example.com',
      'a1.execute-api.x.eu-west-1.amazonaws.com',
      'a1.execute-api.amazonaws.com',
      'a1.execute-api.eu-west-1.amazonaws.community',
      'a1.execute-api.eu-west-1.amazonaws.org',
      'a1.execute-api.cn-north-1.amazonaws.com.de',
      'a1.execute-api.x.cn-north-1.amazonaws.com.cn',
      'a1.execute-api.eu-west-1.amazonaws.com.x.amazonaws.com',
      '',
      undefined,
      null,
      7,
    ]) {
      expect([name, strip(name)]).toEqual([name, '/prod/x']);
    }
  });

  it.each(['$default', '', undefined, null, 7, {}])('%p is no segment of the path', (stage) => {
    for (const path of ['/$default/x', '//x', '/', '/7/x', '/undefined/x'])
      expect(stripStage(path, { stage, domainName: REST_DOMAIN })).toBe(path);
  });

  it.each<[hides: boolean, path: string, domainName: unknown, stage: unknown]>([
    [true, '/prod/x', REST_DOMAIN, 'prod'],
    [true, '/prod', REST_DOMAIN, 'prod'],
    [false, '/x', REST_DOMAIN, 'prod'],
    [false, '/prod/x', REST_DOMAIN, '$default'],
    [true, '/x', 'api.example.com', 'prod'],
    [true, '/x', 'api.example.com', '$default'],
    [false, '/prod/x', undefined, 'prod'],
    [false, '/prod/x', 7, 'prod'],
  ])('hides something of the address: %p for %s under %p in the stage %p', (hides, path, domainName, stage) => {
    expect(hidesStage(path, { stage, domainName })).toBe(hides);
  });
});
