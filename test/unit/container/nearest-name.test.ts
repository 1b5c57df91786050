import { nearestName } from '../../../src/container/nearest-name.js';

class TodoStore {}
class TodoStores {}

describe('nearestName', () => {
  it.each([
    ['TodoStroe', 'did you mean TodoStore?'],
    ['todo-store', 'TodoStore (a class) is provided, but tokens are compared by identity, not by name'],
    ['TodoStor', 'did you mean TodoStore?'],
    ['TodoStoress', 'did you mean TodoStores?'],
    [Symbol('TodoStores'), 'TodoStores (a class) is provided, but tokens are compared by identity, not by name'],
    ['TdoStre', 'did you mean TodoStore?'],
  ])('of %p: %s', (token, hint) => {
    expect(nearestName(token, ['unrelated', TodoStore, TodoStores])).toBe(hint);
    expect(nearestName(token, [TodoStores, TodoStore, 'unrelated'])).toBe(hint);
  });

  it.each(['Tdotre', 'TodoStoreXYZ', 'a', 'todo'])('is nothing for %p: too far from everything', (token) => {
    expect(nearestName(token, [TodoStore, TodoStores, 'b', 'xy'])).toBeUndefined();
  });
});
