import { isClassSyntax, kindOfStep } from '../../../src/pipeline/step-kind.js';

class WithUse {
  use() {}
}
class WithGuard {
  canActivate() {}
}
class Plain {}
function Old() {}
Old.prototype.use = () => {};

describe('kindOfStep', () => {
  it.each([
    ['a function', () => {}, 'function'],
    ['a function of old', function named() {}, 'function'],
    ['a function with class in its name', function classy() {}, 'function'],
    ['a class with the method', WithUse, 'class'],
    ['a constructor of old with the method', Old, 'class'],
    ['a class that inherits the method', class extends WithUse {}, 'class'],
    ['a class with the method of the other kind', WithGuard, 'invalid'],
    ['a class without it', Plain, 'invalid'],
    ['an instance', new WithUse(), 'object'],
    ['an object', { use: () => {} }, 'object'],
    ['an object of the other kind', { canActivate: () => {} }, 'invalid'],
    ['an object whose method is none', { use: 'yes' }, 'invalid'],
    ['null', null, 'invalid'],
    ['nothing', undefined, 'invalid'],
    ['text', 'use', 'invalid'],
  ])('%s', (_what, step, kind) => {
    expect(kindOfStep(step, 'use')).toBe(kind);
  });

  it('looks for what guards have as well', () => {
    expect([WithGuard, new WithGuard(), WithUse, () => true].map((step) => kindOfStep(step, 'canActivate'))).toEqual([
      'class',
      'object',
      'invalid',
      'function',
    ]);
  });
});

describe('isClassSyntax', () => {
  it('knows classes from functions, whatever they are named and hold', () => {
    const steps = [Plain, class {}, Old, () => class {}, 'class', { class: 1 }, null];
    expect(steps.map(isClassSyntax)).toEqual([true, true, false, false, false, false, false]);
  });
});
