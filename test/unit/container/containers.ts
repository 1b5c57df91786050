// Containers for tests, with a logger that keeps what it was told.
import { AppContainer, type ContainerOptions } from '../../../src/container/container.js';
import type { LogFields, Logger } from '../../../src/logging/logger.js';
import type { Constructor } from '../../../src/shared/constructor.js';

export interface LogLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export class MemoryLogger implements Logger {
  readonly lines: LogLine[] = [];
  debug = this.#at('debug');
  info = this.#at('info');
  warn = this.#at('warn');
  error = this.#at('error');

  #at(level: keyof Logger) {
    return (message: string, fields?: LogFields): void => {
      this.lines.push({ level, message, fields });
    };
  }
}

type Parts = Partial<Omit<ContainerOptions, 'roots'>> & { readonly roots?: readonly Constructor[] };

/** A container of some parts; roots are controllers. */
export function containerOf({ roots = [], ...parts }: Parts = {}): AppContainer {
  return new AppContainer({
    providers: [],
    logger: new MemoryLogger(),
    ...parts,
    roots,
  });
}

/** A container that has started, of parts without mistakes and without anything to wait for. */
export function startedOf(parts: Parts): AppContainer {
  const container = containerOf(parts);
  if (container.problems.length > 0) throw new Error(container.problems.map(({ message }) => message).join('\n'));
  if (container.start() !== undefined) throw new Error('The container has something to wait for.');
  return container;
}
