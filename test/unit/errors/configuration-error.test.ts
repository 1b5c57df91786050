import { ConfigurationError, type ConfigurationProblem, describeProblem } from '../../../src/errors/configuration-error.js';

const missing: ConfigurationProblem = {
  code: 'missing-type',
  className: 'TodoController',
  member: 'create',
  parameter: 0,
  message: 'The type of the body is not known.',
  fix: 'Write @Body({ type: TodoDraft }).',
};
const bare: ConfigurationProblem = { code: 'x', message: 'Something is wrong.', fix: 'Put it right.' };

describe('ConfigurationError', () => {
  it('lists every problem with its place and its fix', () => {
    expect(new ConfigurationError([missing, bare]).message).toBe(
      [
        'The app has 2 problems in its configuration:',
        '',
        '  1. TodoController.create (parameter 0): The type of the body is not known. [missing-type]',
        '     Fix: Write @Body({ type: TodoDraft }).',
        '',
        '  2. Something is wrong. [x]',
        '     Fix: Put it right.',
      ].join('\n'),
    );
    expect(new ConfigurationError([bare]).message).toContain('The app has 1 problem in its configuration');
  });

  it('indents what takes more than one line', () => {
    expect(describeProblem({ ...bare, message: 'First.\nSecond.', fix: 'Either\nor.' })).toBe(
      'First.\n     Second. [x]\n     Fix: Either\n     or.',
    );
  });

  it('names the place as well as it is known', () => {
    expect(describeProblem({ ...bare, className: 'A' })).toMatch(/^A: /);
    expect(describeProblem({ ...bare, member: 'run' })).toMatch(/^run: /);
    expect(describeProblem({ ...bare, className: 'A', parameter: 2 })).toMatch(/^A \(parameter 2\): /);
  });

  it('keeps the problems as they were given', () => {
    const problems = [missing];
    const error = new ConfigurationError(problems);
    problems.push(bare);
    expect(error.problems).toEqual([missing]);
    expect(Object.isFrozen(error.problems)).toBe(true);
  });

  it('is known by its brand, not by its class', () => {
    expect(ConfigurationError.is(new ConfigurationError([]))).toBe(true);
    expect(ConfigurationError.is({ [Symbol.for('lambent.ConfigurationError')]: true })).toBe(true);
    for (const value of [null, 'x', {}, new Error('x')]) expect(ConfigurationError.is(value)).toBe(false);
  });
});
