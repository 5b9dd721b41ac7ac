/** A binary heap: `pop` returns the first entry in the given order. */
export class Heap<T> {
  readonly #entries: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  /** @param before whether `a` comes before `b`; a total order keeps the result independent of the insertion */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  peek(): T | undefined {
    return this.#entries[0];
  }

  push(entry: T): void {
    const entries = this.#entries;
    let place = entries.length;
    entries.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !this.#before(entry, above)) break;
      entries[place] = above;
      place = parent;
    }
    entries[place] = entry;
  }

  pop(): T | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) return first;
    this.#sink(last);
    return first;
  }

  /** Puts an entry at the top and moves it down to its place. */
  #sink(entry: T): void {
    const entries = this.#entries;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      let child = entries[left];
      if (child === undefined) break;
      let next = left;
      const other = entries[right];
      if (other !== undefined && this.#before(other, child)) {
        child = other;
        next = right;
      }
      if (!this.#before(child, entry)) break;
      entries[place] = child;
      place = next;
    }
    entries[place] = entry;
  }
}
