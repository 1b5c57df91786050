// Starting, starting again after a failure, and closing: one run of start-up at a time, whoever asks.
import { isThenable } from '../shared/thenable.js';

/** What can be started and closed. */
export interface Startable {
  start(): void | PromiseLike<void>;
  close(): Promise<void>;
}

/**
 * The life of one environment.
 *
 * A start that fails is never kept: whoever waits for it gets its error, a failure in the background goes to the next one who asks, and
 * the one after that starts again.
 */
export class Lifecycle {
  isRunning = false;
  #starting: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #closing: Promise<void> | undefined;
  /** Whether somebody waits for the start that is under way, who will see it fail. */
  #isAwaited = false;

  constructor(private readonly target: Startable) {}

  /** Starts in the background, when the module is loaded: the init phase has the full CPU. */
  begin(): void {
    try {
      const starting = this.target.start();
      if (isThenable(starting)) this.#wait(starting);
      else this.isRunning = true;
    } catch (error) {
      this.#failure = { error };
    }
  }

  #wait(starting: PromiseLike<void>): void {
    this.#isAwaited = false;
    this.#starting = Promise.resolve(starting).then(
      () => {
        this.#starting = undefined;
        this.isRunning = true;
      },
      (error: unknown) => {
        this.#starting = undefined;
        if (!this.#isAwaited) this.#failure = { error };
        throw error;
      },
    );
    this.#starting.catch(() => {});
  }

  /**
   * Resolves when started; starts when nothing does.
   *
   * @param milliseconds how long to wait at most: then it resolves all the same, and start-up goes on
   */
  async ready(milliseconds?: number): Promise<void> {
    if (this.#closing) throw new Error('The app was closed. Make a new one with createApp().');
    if (this.isRunning) return;
    if (!this.#failure && !this.#starting) this.begin();
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = undefined;
      throw error;
    }
    this.#isAwaited = true;
    await (milliseconds === undefined ? this.#starting : withinTime(this.#starting, milliseconds));
  }

  /** Closes once, after a start that is still under way. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#starting?.catch(() => {});
    this.isRunning = false;
    await this.target.close();
  }
}

function withinTime(work: Promise<void> | undefined, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.min(Math.max(milliseconds, 0), 0x7fffffff));
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
