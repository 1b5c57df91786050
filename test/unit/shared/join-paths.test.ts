// Joining paths whose ends may or may not have slashes.
import { joinPaths, trimSlashes } from '../../../src/shared/join-paths.js';

describe('trimSlashes', () => {
  it.each([
    ['', ''],
    ['/', ''],
    ['///', ''],
    ['a', 'a'],
    ['/a/b/', 'a/b'],
    ['//a//b//', 'a//b'],
  ])('makes %j to %j', (path, expected) => {
    expect(trimSlashes(path)).toBe(expected);
  });

  it('takes time in proportion to the path', () => {
    const path = `${'/'.repeat(200_000)}a${'/'.repeat(200_000)}`;
    const begun = process.cpuUsage();
    expect(trimSlashes(path)).toBe('a');
    expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000);
  });
});

describe('joinPaths', () => {
  it.each([
    ['', '', ''],
    ['', '/', ''],
    ['', 'a', '/a'],
    ['/v1', '', '/v1'],
    ['/v1', '/', '/v1'],
    ['/v1', 'todos/', '/v1/todos'],
    ['/v1/todos', '/:id', '/v1/todos/:id'],
  ])('puts %j and %j together as %j', (prefix, path, expected) => {
    expect(joinPaths(prefix, path)).toBe(expected);
  });
});
