/** Time that passes only when nothing is left to do: a scenario takes as long as its waits say, however slow the machine. */
export class VirtualTime {
  #now = 0;
  #order = 0;
  readonly #waits: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#order += 1;
      this.#waits.push({ at: this.#now + milliseconds, order: this.#order, wake });
    });
  }

  /** Lets time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    ended.catch(() => undefined);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done) return ended;
      this.#waits.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#waits.shift();
      if (next === undefined) throw new Error('nothing is left to wait for, and the work is not done');
      this.#now = next.at;
      next.wake();
    }
  }
}
