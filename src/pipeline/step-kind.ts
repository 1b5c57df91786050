// Tells functions, objects and classes apart where middleware and guards are listed.

/** What stands in a list of middleware or guards. */
export type StepKind = 'function' | 'object' | 'class' | 'invalid';

/** Tells what a step is; `method` is what an object or class must offer. */
export function kindOfStep(step: unknown, method: 'use' | 'canActivate'): StepKind {
  if (typeof step === 'function') {
    if (typeof (step.prototype as Record<string, unknown> | undefined)?.[method] === 'function') return 'class';
    return isClassSyntax(step) ? 'invalid' : 'function';
  }
  return typeof step === 'object' && step !== null && typeof (step as Record<string, unknown>)[method] === 'function'
    ? 'object'
    : 'invalid';
}

/** Whether a function was written with `class`: it cannot be called, so it is not a step by itself. */
export function isClassSyntax(step: unknown): boolean {
  if (typeof step !== 'function') return false;
  const source = Function.prototype.toString.call(step);
  // Functions of that name are written otherwise; the expression is compiled for classes only.
  return source.startsWith('class') && /\W/.test(source[5]!);
}
