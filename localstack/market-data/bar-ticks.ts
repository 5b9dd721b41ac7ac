import { fromRupees, subtract } from '../../shared/money.ts';
import { Heap } from './heap.ts';
import { type Bar, isBar, type RowSource, timeOfRow } from './market-row.ts';
import { type TimedTick, timedTick } from './timed-tick.ts';

const SECOND = 1_000;

/** Times of a bar's four ticks: its start, its thirds, and a second before its end. */
export const barTickTimes = ({ start, end }: Pick<Bar, 'start' | 'end'>) => {
  const third = Math.floor((end - start) / 3);
  return [start, start + third, start + 2 * third, end - SECOND] as const;
};

/**
 * The assumed price path within a bar: open, the extreme nearer to the open (the low if both are equally near), the other
 * extreme, close. The true path is unknown; this is the shortest that touches all four prices.
 */
export const pricePath = ({
  open,
  high,
  low,
  close,
}: Pick<Bar, 'open' | 'high' | 'low' | 'close'>): readonly [number, number, number, number] => {
  const toHigh = subtract(fromRupees(high), fromRupees(open));
  const toLow = subtract(fromRupees(open), fromRupees(low));
  return toHigh < toLow ? [open, high, low, close] : [open, low, high, close];
};

interface PendingTick {
  readonly timed: TimedTick;
  /** The place of its row: ticks of one moment keep the order of their rows. */
  readonly row: number;
}

const before = (a: PendingTick, b: PendingTick): boolean =>
  a.timed.at < b.timed.at || (a.timed.at === b.timed.at && a.row < b.row);

const barTicks = (bar: Bar): readonly TimedTick[] => {
  const times = barTickTimes(bar);
  return pricePath(bar).map((last_price, step) =>
    timedTick(times[step] ?? bar.start, { instrument_token: bar.instrument_token, last_price }),
  );
};

/** Turns rows into ticks: a tick stays, a bar becomes four. The ticks are in order of time, then of rows. */
export async function* ticksOfRows(rows: RowSource): AsyncGenerator<readonly TimedTick[]> {
  const pending = new Heap<PendingTick>(before);
  let count = 0;
  for await (const batch of rows) {
    const ticks: TimedTick[] = [];
    for (const row of batch) {
      takeUntil(pending, timeOfRow(row), ticks);
      count += 1;
      if (isBar(row)) for (const timed of barTicks(row)) pending.push({ timed, row: count });
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
