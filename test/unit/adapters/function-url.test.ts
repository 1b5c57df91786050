import { readPath } from '../../../src/adapters/escape-text.js';
import { functionUrl } from '../../../src/adapters/function-url.js';
import { functionUrlEvent } from './sample-events.js';

describe('a function URL', () => {
  it.each([
    ['/a%20b', '/a%20b'],
    ['/a%2Fb/%zz', '/a%2Fb/%zz'],
    ['/%61dmin', '/%61dmin'],
    ['/prod/x', '/prod/x'],
    ['', '/'],
    [undefined, '/'],
  ])('has the path %p as the client sent it', (rawPath, expected) => {
    const event = functionUrlEvent({ rawPath });
    expect(readPath(functionUrl, { ...event, requestContext: { ...event.requestContext, stage: 'prod' } })).toBe(expected);
    expect(functionUrl.hasDecodedPath).toBe(false);
  });

  it('has each cookie once, although they come twice', () => {
    const event = functionUrlEvent({ cookies: ['a=1', 'b=2'], headers: { cookie: 'a=1; b=2', accept: '*/*' } });
    expect(functionUrl.readCookies(event)).toBe('a=1; b=2');
    expect(functionUrl.readHeader(event, 'cookie')).toBe('a=1; b=2');
    expect([...functionUrl.readHeaders(event)].filter(([name]) => name === 'cookie')).toEqual([['cookie', 'a=1; b=2']]);
  });
});
