import { type BarChoice, CLOSED_BARS, pathOf } from './bar-path.ts';
import { Heap } from './heap.ts';
import { type Bar, isBar, type RowSource, timeOfRow } from './market-row.ts';
import { type TimedTick, timedTick } from './timed-tick.ts';

interface PendingTick {
  readonly timed: TimedTick;
  /** The place of its row: ticks of one moment keep the order of their rows. */
  readonly row: number;
}

const before = (a: PendingTick, b: PendingTick): boolean =>
  a.timed.at < b.timed.at || (a.timed.at === b.timed.at && a.row < b.row);

/** No session of less than a day has bars of this length. */
const DAILY_MS = 5 * 3_600_000;

/** Makes the ticks of bars. */
class BarTicks {
  readonly #choice: BarChoice;
  /** Instruments that have had a bar of a whole session. Their bars of a shorter session are daily, too. */
  readonly #daily = new Set<number>();

  constructor(choice: BarChoice) {
    this.#choice = choice;
  }

  of(bar: Bar): readonly TimedTick[] {
    const { instrument_token, low, high } = bar;
    if (bar.end - bar.start >= DAILY_MS) this.#daily.add(instrument_token);
    const isDaily = this.#daily.has(instrument_token);
    return pathOf(bar, this.#choice).map(({ price, at, decides, assumed }) =>
      timedTick(at, {
        instrument_token,
        last_price: price,
        bar: {
          low,
          high,
          decides,
          ...(assumed && { assumed: true as const }),
          ...(isDaily && { daily: true as const }),
        },
      }),
    );
  }
}

/**
 * Turns rows into ticks: a tick stays, a bar becomes the prices of its path. The ticks are in order of time, then of rows.
 */
export async function* ticksOfRows(
  rows: RowSource,
  choice: BarChoice = CLOSED_BARS,
): AsyncGenerator<readonly TimedTick[]> {
  const pending = new Heap<PendingTick>(before);
  const bars = new BarTicks(choice);
  let count = 0;
  for await (const batch of rows) {
    const ticks: TimedTick[] = [];
    for (const row of batch) {
      takeUntil(pending, timeOfRow(row), ticks);
      count += 1;
      if (isBar(row)) for (const timed of bars.of(row)) pending.push({ timed, row: count });
      else ticks.push(row);
    }
    if (ticks.length > 0) yield ticks;
  }
  const last: TimedTick[] = [];
  takeUntil(pending, Number.POSITIVE_INFINITY, last);
  if (last.length > 0) yield last;
}

const takeUntil = (pending: Heap<PendingTick>, moment: number, ticks: TimedTick[]): void => {
  for (let next = pending.peek(); next !== undefined && next.timed.at <= moment; next = pending.peek()) {
    pending.pop();
    ticks.push(next.timed);
  }
};
