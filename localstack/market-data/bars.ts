import { MINUTE_MS } from '../../shared/market/ist.ts';
import { barFault } from './bar-fault.ts';
import type { Columns } from './csv/columns.ts';
import { priceField, timeField, tokenField } from './csv/fields.ts';
import { RowProblem } from './csv/row-problem.ts';
import type { Bar, MarketRow } from './market-row.ts';
import type { RowFormat, RowReader, SessionFilter } from './row-reader.ts';

const REQUIRED = ['minute_end', 'instrument_token', 'open', 'high', 'low', 'close'] as const;

/** The bars of the latest minute. */
interface Minute {
  readonly start: number;
  readonly bars: Map<number, Bar>;
}

const samePrices = (a: Bar, b: Bar): boolean =>
  a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close;

class BarReader implements RowReader {
  readonly ignoredColumns: readonly string[];
  readonly #columns: Columns;
  readonly #sessions: SessionFilter;
  #minute: Minute = { start: Number.NEGATIVE_INFINITY, bars: new Map() };
  #lastTime = { text: '', at: 0 };

  constructor(columns: Columns, sessions: SessionFilter) {
    this.#columns = columns;
    this.#sessions = sessions;
    this.ignoredColumns = columns.others([...REQUIRED, 'tradingsymbol']);
  }

  take(fields: readonly string[], rows: MarketRow[]): 'taken' | 'duplicate' | 'other session' {
    const start = this.#time(fields) - MINUTE_MS;
    const bar = this.#bar(fields, start);
    if (start < this.#minute.start) {
      throw new RowProblem(
        'OUT_OF_ORDER',
        `minute_end ${this.#columns.text(fields, 'minute_end')} comes after a later one; sort the file by time`,
      );
    }
    if (start > this.#minute.start) {
      this.#minute = { start, bars: new Map() };
    }
    if (!this.#sessions.includes(start)) return 'other session';
    const earlier = this.#minute.bars.get(bar.instrument_token);
    if (earlier === undefined) {
      this.#minute.bars.set(bar.instrument_token, bar);
      rows.push(bar);
      return 'taken';
    }
    if (samePrices(earlier, bar)) return 'duplicate';
    throw new RowProblem(
      'CONFLICTING_DUPLICATE',
      `instrument ${bar.instrument_token} has another bar for the same minute, with other prices`,
    );
  }

  /** Rows of one minute are adjacent, so most times equal the last one. */
  #time(fields: readonly string[]): number {
    const text = this.#columns.text(fields, 'minute_end');
    if (text !== this.#lastTime.text) {
      const at = timeField('minute_end', text);
      if (at % MINUTE_MS !== 0) {
        throw new RowProblem('BAD_TIME', `minute_end "${text}" is not a whole minute`);
      }
      this.#lastTime = { text, at };
    }
    return this.#lastTime.at;
  }

  #bar(fields: readonly string[], start: number): Bar {
    const price = (name: string): number => priceField(name, this.#columns.text(fields, name));
    const bar = {
      instrument_token: tokenField('instrument_token', this.#columns.text(fields, 'instrument_token')),
      start,
      end: start + MINUTE_MS,
      open: price('open'),
      high: price('high'),
      low: price('low'),
      close: price('close'),
    };
    const fault = barFault(bar);
    if (fault !== undefined) throw new RowProblem('BAD_BAR', fault);
    return bar;
  }
}

/** One-minute bars: `minute_end` is the moment when the bar closed. */
export const BARS: RowFormat = {
  name: 'bars',
  required: REQUIRED,
  reader: (columns, sessions) => new BarReader(columns, sessions),
};
