import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Provider } from '../../../src/container/providers.js';
import { containerOf } from './containers.js';

interface Draft {
  /** Indexes of services it needs, all below its own. */
  readonly needs: readonly number[];
  /** How many turns of the event loop its factory takes; none is synchronous. */
  readonly turns: number;
  readonly rank: number;
  readonly isNamed: boolean;
}

const draft = (index: number): fc.Arbitrary<Draft> =>
  fc.record({
    needs: fc.uniqueArray(fc.nat({ max: Math.max(index - 1, 0) }), { maxLength: index === 0 ? 0 : 3 }),
    turns: fc.nat({ max: 2 }),
    rank: fc.nat({ max: 100 }),
    isNamed: fc.boolean(),
  });
const graph = fc.integer({ min: 1, max: 9 }).chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => draft(index))));

describe('a start', () => {
  it('makes everything once, after what it needs, and takes it down in reverse (1,000 runs)', async () => {
    await fc.assert(
      fc.asyncProperty(graph, async (drafts) => {
        const made: string[] = [];
        const down: string[] = [];
        const finish = (name: string) => {
          made.push(name);
          return { onShutdown: () => down.push(name) };
        };
        const providers: (Provider & { rank: number })[] = drafts.map(({ needs, turns, rank, isNamed }, index) => {
          const name = `s${index}`;
          const useFactory = (resolve: (token: string) => unknown) => {
            // Throws when one of them is not ready.
            for (const needed of needs) resolve(`s${needed}`);
            if (turns === 0) return finish(name);
            return (async () => {
              for (let at = 0; at < turns; at++) await turn();
              return finish(name);
            })();
          };
          // Those that name nothing come behind what they need in the list.
          return isNamed
            ? { provide: name, useFactory, inject: needs.map((needed) => `s${needed}`), rank }
            : { provide: name, useFactory, rank: 1000 + index };
        });
        const listed = providers.toSorted((a, b) => a.rank - b.rank);
        const container = containerOf({ providers: listed });

        expect(container.problems).toEqual([]);
        const started = container.start();
        expect(started === undefined).toBe(drafts.every(({ turns }) => turns === 0));
        await started;
        await container.close();

        expect(made.toSorted()).toEqual(drafts.map((_, index) => `s${index}`).toSorted());
        for (const [index, { needs }] of drafts.entries()) {
          for (const needed of needs) expect(made.indexOf(`s${needed}`)).toBeLessThan(made.indexOf(`s${index}`));
        }
        expect(down).toEqual(made.toReversed());
      }),
      { numRuns: 1000, seed: 20_260_715 },
    );
  });
});
