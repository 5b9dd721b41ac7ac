import type { MarketTick } from '../../shared/events/types.ts';
import type { Columns } from './csv/columns.ts';
import { amountField, countField, priceField, timeField, tokenField } from './csv/fields.ts';
import { RowProblem } from './csv/row-problem.ts';
import type { MarketRow } from './market-row.ts';
import type { RowFormat, RowReader, SessionFilter } from './row-reader.ts';
import { type TimedTick, timedTick } from './timed-tick.ts';

const REQUIRED = ['timestamp', 'instrument_token', 'last_price'] as const;

/** Optional columns. An empty field leaves the attribute out. */
const COUNTS = [
  'volume_traded',
  'last_traded_quantity',
  'total_buy_quantity',
  'total_sell_quantity',
  'oi',
] as const;

/** A tick's identity besides instrument and time, as in its event id. */
const identity = (tick: MarketTick): string => `${tick.last_price}|${tick.volume_traded ?? ''}`;

/** The ticks of one instrument at its latest time. */
interface Moment {
  readonly at: number;
  readonly ticks: Map<string, string>;
}

class TickReader implements RowReader {
  readonly ignoredColumns: readonly string[];
  readonly #columns: Columns;
  readonly #counts: readonly (typeof COUNTS)[number][];
  readonly #hasAverage: boolean;
  readonly #sessions: SessionFilter;
  readonly #latest = new Map<number, Moment>();
  #newest = Number.NEGATIVE_INFINITY;

  constructor(columns: Columns, sessions: SessionFilter) {
    this.#columns = columns;
    this.#sessions = sessions;
    this.#counts = COUNTS.filter((name) => columns.has(name));
    this.#hasAverage = columns.has('average_traded_price');
    this.ignoredColumns = columns.others([...REQUIRED, ...COUNTS, 'average_traded_price', 'tradingsymbol']);
  }

  take(fields: readonly string[], rows: MarketRow[]): 'taken' | 'duplicate' | 'other session' {
    const timed = this.#tick(fields);
    if (timed.at < this.#newest) {
      throw new RowProblem(
        'OUT_OF_ORDER',
        `timestamp ${this.#columns.text(fields, 'timestamp')} comes after a later one; sort the file by time`,
      );
    }
    this.#newest = timed.at;
    if (!this.#sessions.includes(timed.at)) return 'other session';
    if (this.#isRepeated(timed)) return 'duplicate';
    rows.push(timed);
    return 'taken';
  }

  #isRepeated({ at, tick }: TimedTick): boolean {
    let moment = this.#latest.get(tick.instrument_token);
    if (moment === undefined || moment.at !== at) {
      moment = { at, ticks: new Map() };
      this.#latest.set(tick.instrument_token, moment);
    }
    const content = JSON.stringify(tick);
    const earlier = moment.ticks.get(identity(tick));
    if (earlier === undefined) {
      moment.ticks.set(identity(tick), content);
      return false;
    }
    if (earlier === content) return true;
    throw new RowProblem(
      'CONFLICTING_DUPLICATE',
      `instrument ${tick.instrument_token} has another tick with this time, price and volume that differs in the rest`,
    );
  }

  #tick(fields: readonly string[]): TimedTick {
    const text = (name: string): string => this.#columns.text(fields, name);
    const tick: Omit<MarketTick, 'timestamp'> = {
      instrument_token: tokenField('instrument_token', text('instrument_token')),
      last_price: priceField('last_price', text('last_price')),
    };
    for (const name of this.#counts) if (text(name) !== '') tick[name] = countField(name, text(name));
    if (this.#hasAverage && text('average_traded_price') !== '') {
      tick.average_traded_price = amountField('average_traded_price', text('average_traded_price'));
    }
    return timedTick(timeField('timestamp', text('timestamp')), tick);
  }
}

/** Recorded ticks, one per row. */
export const TICKS: RowFormat = {
  name: 'ticks',
  required: REQUIRED,
  reader: (columns, sessions) => new TickReader(columns, sessions),
};
