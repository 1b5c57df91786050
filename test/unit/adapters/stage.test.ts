import { stripStage } from '../../../src/adapters/stage.js';
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
  ])('prod is stripped from %s to %s, on a segment boundary', (path, stripped) => {
    expect(stripStage(path, { stage: 'prod', domainName: REST_DOMAIN })).toBe(stripped);
  });

  it('is stripped under the domain names that AWS generates, and no others', () => {
    const strip = (domainName: unknown) => stripStage('/prod/x', { stage: 'prod', domainName });
    for (const name of ['a1.execute-api.us-gov-west-1.amazonaws.com', 'a1.execute-api.cn-north-1.amazonaws.com.cn'])
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
    expect(stripStage('/$default/x', { stage, domainName: REST_DOMAIN })).toBe('/$default/x');
  });
});
