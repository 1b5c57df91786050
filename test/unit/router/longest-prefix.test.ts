import { longestPrefix } from '../../../src/router/longest-prefix.js';

describe('longestPrefix', () => {
  const prefixes = ['/v1', '/v1/todos', '/v1/todos/archive', '/v2'];

  it.each([
    ['/v1', '/v1'],
    ['/v1/', '/v1'],
    ['/v1/x', '/v1'],
    ['/v1/todos', '/v1/todos'],
    ['/v1/todos/7', '/v1/todos'],
    ['/v1/todos/archive/7', '/v1/todos/archive'],
    ['/v1/todosx', '/v1'],
    ['/v10', undefined],
    ['/', undefined],
    ['', undefined],
    ['/V1', undefined],
  ])('for %s is %s, on segment boundaries', (path, expected) => {
    expect(longestPrefix(prefixes, path)).toBe(expected);
    expect(longestPrefix(prefixes.toReversed(), path)).toBe(expected);
  });

  it('is the empty prefix where nothing else fits, if there is one', () => {
    expect(longestPrefix(['', ...prefixes], '/x')).toBe('');
    expect(longestPrefix(['', ...prefixes], '/v2/x')).toBe('/v2');
  });
});
