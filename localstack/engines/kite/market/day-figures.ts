import { istDay } from '../../../../shared/market/ist.ts';
import type { TimedTick } from '../../../market-data/timed-tick.ts';
import type { Snapshot } from './kite-market.ts';

interface Range {
  high: number;
  low: number;
}

interface Figures {
  day: number;
  /** The last price of the day before; 0 before the second day. */
  close: number;
  open: number;
  readonly price: Range;
  oi: Range | undefined;
  last: number;
}

const widen = (range: Range, value: number): void => {
  range.high = Math.max(range.high, value);
  range.low = Math.min(range.low, value);
};

/** Completes one instrument's ticks to snapshots: a tick of a file has no figures of the day. */
export class DayFigures {
  #figures: Figures | undefined;

  snapshotOf({ at, tick }: TimedTick): Snapshot {
    const { open, close, price, oi } = this.#take(at, tick);
    return {
      at,
      tick: { ...tick, ohlc: tick.ohlc ?? { open, high: price.high, low: price.low, close } },
      oiDay: oi === undefined ? undefined : { high: oi.high, low: oi.low },
    };
  }

  #take(at: number, { last_price, oi }: TimedTick['tick']): Figures {
    const day = istDay(at);
    const before = this.#figures;
    const figures =
      before?.day === day
        ? before
        : {
            day,
            close: before?.last ?? 0,
            open: last_price,
            price: { high: last_price, low: last_price },
            oi: undefined,
            last: last_price,
          };
    widen(figures.price, last_price);
    figures.last = last_price;
    if (oi !== undefined) {
      figures.oi ??= { high: oi, low: oi };
      widen(figures.oi, oi);
    }
    this.#figures = figures;
    return figures;
  }
}
