import { messageOf } from '../../../shared/errors.ts';

interface Stoppable {
  /** For messages. */
  readonly name: string;
  readonly stop: () => unknown;
}

/** What a program has started. It is stopped in reverse order, and each failure is reported once. */
export class Stoppables {
  readonly #started: Stoppable[] = [];
  readonly #report: (failure: string) => void;
  #stopping: Promise<void> | undefined;

  constructor(report: (failure: string) => void) {
    this.#report = report;
  }

  /** @param stop may return a promise; it is called at once if stopping has begun */
  add(name: string, stop: () => unknown): void {
    this.#started.push({ name, stop });
    if (this.#stopping !== undefined) this.#stopping = this.#stopping.then(() => this.#stopEach());
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopEach();
    return this.#stopping;
  }

  async #stopEach(): Promise<void> {
    for (let next = this.#started.pop(); next !== undefined; next = this.#started.pop()) {
      try {
        await next.stop();
      } catch (thrown) {
        this.#report(`${next.name} did not stop: ${messageOf(thrown)}`);
      }
    }
  }
}
