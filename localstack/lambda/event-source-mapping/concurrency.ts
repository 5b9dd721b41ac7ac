/** The environments of one function that may run at the same time. All mappings of the function share them. */
export class Concurrency {
  readonly #limit: number;
  #taken = 0;
  #waiting: (() => void)[] = [];

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  /** Takes an environment; false if all are taken. */
  tryTake(): boolean {
    if (this.#taken >= this.#limit) return false;
    this.#taken += 1;
    return true;
  }

  /** Calls back once, when an environment has been released. Callbacks run in the order of their requests. */
  whenReleased(callback: () => void): void {
    this.#waiting.push(callback);
  }

  async take(): Promise<void> {
    while (!this.tryTake()) await new Promise<void>((resolve) => this.whenReleased(resolve));
  }

  release(): void {
    this.#taken -= 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) callback();
  }
}
