/** Where text goes. Only a terminal can be written over. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const UP_AND_CLEAR = '\u001b[1A\u001b[2K';

/** Lines that scroll above a status. A terminal redraws the status in place; other outputs get every nth one. */
export class Screen {
  readonly #output: Output;
  readonly #everyUpdates: number;
  #drawn = 0;
  #updates = 0;

  /** @param everyUpdates without a terminal, every nth status is printed */
  constructor(output: Output, everyUpdates = 5) {
    this.#output = output;
    this.#everyUpdates = everyUpdates;
  }

  line(text: string): void {
    const status = this.#lastStatus;
    this.#clear();
    this.#output.write(`${text}\n`);
    if (this.#output.isTTY) this.#draw(status);
  }

  status(lines: readonly string[]): void {
    this.#updates += 1;
    if (!this.#output.isTTY) {
      if (this.#updates % this.#everyUpdates === 1 || this.#everyUpdates === 1) {
        this.#output.write(`${lines.join('\n')}\n`);
      }
      return;
    }
    this.#clear();
    this.#draw(lines);
  }

  /** Keeps the last status on the screen. */
  end(): void {
    this.#drawn = 0;
    this.#lastStatus = [];
  }

  #lastStatus: readonly string[] = [];

  #draw(lines: readonly string[]): void {
    const width = this.#output.columns ?? 120;
    for (const line of lines)
      this.#output.write(`${line.length > width ? `${line.slice(0, width - 1)}…` : line}\n`);
    this.#drawn = lines.length;
    this.#lastStatus = lines;
  }

  #clear(): void {
    if (this.#drawn > 0) this.#output.write(UP_AND_CLEAR.repeat(this.#drawn));
    this.#drawn = 0;
  }
}
