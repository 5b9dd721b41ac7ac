import { count } from '../../shared/market/figures.ts';
import type { Output } from '../watch/screen.ts';
import { duration } from '../watch/times.ts';
import type { ReplaySummary } from './replay-summary.ts';

const REDRAW_MS = 250;
const REPRINT_MS = 5_000;

/** One line with the progress and the remaining time of a replay. */
export class Progress {
  readonly #output: Output;
  readonly #started = performance.now();
  #last = Number.NEGATIVE_INFINITY;

  constructor(output: Output) {
    this.#output = output;
  }

  update(done: number, summary: ReplaySummary): void {
    const now = performance.now();
    if (now - this.#last < (this.#output.isTTY ? REDRAW_MS : REPRINT_MS)) return;
    this.#last = now;
    const { ticks, signals, fills } = summary.progress();
    const left = done > 0 ? `${duration(((now - this.#started) * (1 - done)) / done)} left` : '';
    const line = `${Math.floor(done * 100)} %  ${count(ticks)} ticks  ${signals} signals  ${fills} fills  ${left}`;
    this.#output.write(this.#output.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  }

  end(): void {
    if (this.#output.isTTY) this.#output.write('\r\u001b[2K');
  }
}
