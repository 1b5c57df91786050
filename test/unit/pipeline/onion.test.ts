import type { Middleware } from '../../../src/http/middleware.js';
import type { InvocationContext } from '../../../src/http/request-context.js';
import { composeMiddleware, composeOnion, type Step } from '../../../src/pipeline/onion.js';

/** As much of a context as a chain needs. */
class Answers {
  isAnswered = false;
  readonly values: unknown[] = [];

  acceptReturned(value: unknown): void {
    this.isAnswered = true;
    this.values.push(value);
  }
}

function run(middleware: Middleware[], core: Step, ctx = new Answers()): { ctx: Answers; done: undefined | Promise<undefined> } {
  return { ctx, done: composeOnion(middleware, core)(ctx as unknown as InvocationContext) };
}

const answering: Step = (ctx) => {
  ctx.acceptReturned('core');
  return undefined;
};
const answeringLater: Step = async (ctx) => {
  await new Promise((resolve) => setImmediate(resolve));
  ctx.acceptReturned('core');
  return undefined;
};

describe('composeOnion', () => {
  it('runs layers in order on the way in and in reverse on the way out', async () => {
    const seen: string[] = [];
    const layer =
      (name: string): Middleware =>
      async ({ next }) => {
        seen.push(`${name} in`);
        await next();
        seen.push(`${name} out`);
      };

    await run([layer('a'), layer('b')], answeringLater).done;

    expect(seen).toEqual(['a in', 'b in', 'b out', 'a out']);
  });

  it('stays synchronous when no layer waits', () => {
    const { ctx, done } = run([({ next }) => void next()], answering);

    expect(done).toBeUndefined();
    expect(ctx.values).toEqual(['core']);
  });

  it('takes what a layer returned as the answer, falsy values and null included', async () => {
    for (const value of [0, '', false, null]) {
      const { ctx, done } = run([async () => value], answering);
      await done;
      expect(ctx.values).toEqual([value]);
    }
  });

  it('waits for a next() that nobody awaited', async () => {
    const { ctx, done } = run([async ({ next }) => void next()], answeringLater);
    await done;
    expect(ctx.values).toEqual(['core']);
  });

  it('reports the failure of a next() that nobody awaited', async () => {
    const failing: Step = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('inner');
    };
    await expect(run([async ({ next }) => void next()], failing).done).rejects.toThrow('inner');
    await expect(run([({ next }) => void next()], failing).done).rejects.toThrow('inner');
  });

  it('leaves no rejection unowned, whoever forgets to await', async () => {
    const unowned: unknown[] = [];
    const listen = (reason: unknown) => void unowned.push(reason);
    process.on('unhandledRejection', listen);
    const failing: Step = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('inner');
    };
    const forgetful: Middleware[] = [({ next }) => void next(), async ({ next }) => void next(), ({ next }) => void next()];
    await expect(run(forgetful, failing).done).rejects.toThrow('inner');
    const answering = async ({ next }: { next: () => Promise<void> }) => {
      void next();
      return 'done';
    };
    await expect(run([answering, ...forgetful], failing).done).rejects.toThrow('inner');
    const impatient: Middleware = async ({ next }) => {
      void next();
      throw new Error('outer');
    };
    await expect(run([impatient, ({ next }) => void next()], failing).done).rejects.toThrow('outer');
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', listen);
    expect(unowned).toEqual([]);
  });

  it('takes what a layer returned once the next() that it did not await is done', async () => {
    const hasty: Middleware = ({ next }) => {
      void next();
      return 'mine';
    };
    for (const layer of [hasty, async (args: Parameters<Middleware>[0]) => hasty(args)]) {
      const { ctx, done } = run([layer], answeringLater);
      await done;
      expect(ctx.values).toEqual(['core', 'mine']);
    }
  });

  it('reports the failure of a next() that nobody awaited although something had answered', () => {
    const answeringThenFailing: Middleware = ({ next }) => {
      void next();
      throw new Error('after the answer');
    };

    expect(() => run([({ next }) => void next(), answeringThenFailing], answering)).toThrow('after the answer');
  });

  it('fails when a layer neither returns nor calls next()', async () => {
    await expect(run([async () => {}], answering).done).rejects.toThrow('did not call next()');
    expect(() => run([() => {}], answering)).toThrow('did not call next()');
  });

  it('fails when nothing behind a layer answers, and names the layer', async () => {
    const silent: Step = () => undefined;
    const audit: Middleware = ({ next }) => void next();
    expect(() => run([audit], silent)).toThrow('The middleware audit ended without a response.');
    await expect(run([async ({ next }) => next()], silent).done).rejects.toThrow('A middleware without a name ended without a response.');
  });

  it('fails when next() is called twice, awaited or not, swallowed or not', async () => {
    const twice: Middleware[] = [
      async ({ next }) => {
        await next();
        await next();
      },
      ({ next }) => {
        void next();
        void next();
      },
      async ({ next }) => {
        await next();
        await next().catch(() => {});
      },
    ];
    for (const middleware of twice) {
      await expect((async () => run([middleware], answering).done)()).rejects.toThrow('next() twice');
    }
  });

  it('lets an error skip what comes after next(), and run what is in finally', async () => {
    const seen: string[] = [];
    const failing: Step = () => {
      throw new Error('core');
    };
    const layer: Middleware = async ({ next }) => {
      try {
        await next();
        seen.push('after');
      } finally {
        seen.push('finally');
      }
    };
    await expect(run([layer], failing).done).rejects.toThrow('core');
    expect(seen).toEqual(['finally']);
  });

  it('lets a layer recover with an answer of its own', async () => {
    const failing: Step = async () => Promise.reject(new Error('core'));
    const recovering: Middleware = async ({ next }) => {
      try {
        await next();
      } catch {
        return 'recovered';
      }
      return undefined;
    };
    const { ctx, done } = run([recovering], failing);
    await done;
    expect(ctx.values).toEqual(['recovered']);
  });

  it('gives the swallowed error when a layer recovers without an answer', async () => {
    const failing: Step = async () => Promise.reject(new Error('core'));
    const swallowing: Middleware = async ({ next }) => next().catch(() => undefined);
    await expect(run([swallowing], failing).done).rejects.toThrow('core');
  });
});

describe('a failure that is swallowed', () => {
  const failure = new Error('inner');
  const failing: Step = () => {
    throw failure;
  };
  const rejecting: Step = () => Promise.reject(failure);
  const passing: Middleware = async ({ next }) => next();

  it('is no more when a layer that waited has set an answer and returns nothing', async () => {
    const recovering: Middleware = async ({ reqCtx, next }) => {
      await next().catch(() => (reqCtx as unknown as Answers).acceptReturned('recovered'));
    };
    for (const core of [failing, rejecting]) {
      const { ctx, done } = run([recovering], core);
      await done;
      expect(ctx.values).toEqual(['recovered']);
    }
  });

  it('is what the request fails with when no answer takes its place, also when it came through another layer', async () => {
    const swallowing: Middleware = async ({ next }) => void (await next().catch(() => {}));
    for (const core of [failing, rejecting]) {
      await expect(run([swallowing], core).done).rejects.toBe(failure);
      await expect(run([swallowing, passing], core).done).rejects.toBe(failure);
      await expect((async () => run([swallowing, ({ next }) => void next()], core).done)()).rejects.toBe(failure);
    }
  });
});

describe('composeMiddleware', () => {
  it('is one middleware, left to right, whose parts may answer', async () => {
    const seen: string[] = [];
    const pass =
      (name: string): Middleware =>
      async ({ next }) => {
        seen.push(name);
        await next();
      };
    const { ctx, done } = run([composeMiddleware([pass('a'), pass('b')]), pass('c')], answering);
    await done;
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(ctx.values).toEqual(['core']);

    const short = run([composeMiddleware([pass('d'), () => 'early', pass('never')])], answering);
    await short.done;
    expect(short.ctx.values).toEqual(['early']);
    expect(seen).not.toContain('never');
  });

  it('takes objects with use() as well', async () => {
    const outer = {
      name: 'outer',
      async use({ next }: { next: () => Promise<void> }) {
        await next();
        return this.name;
      },
    };
    const { ctx, done } = run([composeMiddleware([outer])], answering);
    await done;
    expect(ctx.values).toEqual(['core', 'outer']);
  });

  it('does nothing but call next when it is empty', async () => {
    const { ctx, done } = run([composeMiddleware([])], answering);
    await done;
    expect(ctx.values).toEqual(['core']);
  });

  it('says who builds its classes when it is called by hand', async () => {
    class Audit {
      use() {}
    }
    const { done } = run([composeMiddleware([({ next }) => next(), Audit])], answering);
    await expect(done).rejects.toThrow('Only a container can build the middleware class Audit: list the composition in an app.');
  });

  it.each([7, 'text', true, undefined])('refuses %p, which is no middleware', (step) => {
    const message = 'composeMiddleware takes functions, objects with use(), and classes with use().';
    expect(() => composeMiddleware([step as never])).toThrow(new TypeError(message));
  });
});
