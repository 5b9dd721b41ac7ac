import { hash } from 'node:crypto';

/** Lines that a failure prints. */
const KEPT = 400;

/** The trace of a world: its last lines, and a digest of all lines to compare two runs. */
export class Trace {
  readonly #start: number;
  readonly #lines: string[] = [];
  #unhashed: string[] = [];
  #digest = '';

  constructor(start: number) {
    this.#start = start;
  }

  add(at: number, line: string): void {
    const text = `${String(at - this.#start).padStart(6)} ${line}`;
    this.#unhashed.push(text);
    this.#lines.push(text);
    if (this.#unhashed.length >= 256) this.#fold();
    if (this.#lines.length > 2 * KEPT) this.#lines.splice(0, KEPT);
  }

  /** The last lines, oldest first: milliseconds since the beginning, actor, action. */
  get lines(): readonly string[] {
    return this.#lines.slice(-KEPT);
  }

  digest(): string {
    this.#fold();
    return this.#digest;
  }

  #fold(): void {
    if (this.#unhashed.length === 0) return;
    this.#digest = hash('sha256', [this.#digest, ...this.#unhashed].join('\n'), 'hex');
    this.#unhashed = [];
  }
}
