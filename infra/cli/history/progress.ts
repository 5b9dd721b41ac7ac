import type { Part } from './wanted.ts';

interface ProgressOptions {
  readonly parts: number;
  /** Whether standard error is a terminal: then one line is written again and again. */
  readonly isTerminal: boolean;
  /** Writes a line. */
  readonly say: (line: string) => void;
  /** Writes text without a line break. */
  readonly write: (text: string) => void;
}

const CLEAR_LINE = '\r\u001b[K';

/** The progress of a download on standard error. */
export class Progress {
  readonly #options: ProgressOptions;
  #done = 0;
  #candles = 0;
  #isLineOpen = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** @param isKept whether an earlier run had fetched it */
  advance({ from, to }: Part, candles: number, isKept: boolean): void {
    const { parts, isTerminal, say, write } = this.#options;
    this.#done += 1;
    this.#candles += candles;
    const line = `${this.#done} of ${parts}: ${from} to ${to}, ${candles.toLocaleString('en-IN')} candles${isKept ? ' (kept)' : ''}`;
    if (!isTerminal) {
      say(line);
      return;
    }
    write(`${CLEAR_LINE}${line}, ${this.#candles.toLocaleString('en-IN')} in all`);
    this.#isLineOpen = true;
  }

  tell(line: string): void {
    this.end();
    this.#options.say(line);
  }

  /** Ends the open line. */
  end(): void {
    if (this.#isLineOpen) this.#options.write('\n');
    this.#isLineOpen = false;
  }
}
