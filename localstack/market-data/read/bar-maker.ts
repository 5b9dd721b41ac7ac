import { DAY_MS, istDay } from '../../../shared/market/ist.ts';
import { barFault } from '../bar-fault.ts';
import { atOf, type FileClock } from '../clock/file-clock.ts';
import type { SessionWindows } from '../clock/session-windows.ts';
import { RowProblem } from '../csv/row-problem.ts';
import type { InstrumentBook } from '../instruments/instrument-book.ts';
import type { Places } from '../layout/roles.ts';
import type { Bar, MarketRow } from '../market-row.ts';
import { countField, isMissing, priceField } from './number-fields.ts';
import type { RowInstrument } from './row-instrument.ts';
import { DayFilter, type RowMaker, type RowOutcome } from './row-maker.ts';
import type { RowMoment } from './row-moment.ts';

/** The columns of one instrument's bar. */
export interface BarColumns {
  readonly places: Places;
  readonly instrument: RowInstrument;
}

interface BarPlaces {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | undefined;
  readonly oi: number | undefined;
  readonly instrument: RowInstrument;
}

const barPlaces = ({ places, instrument }: BarColumns): BarPlaces => ({
  open: places.get('open') ?? -1,
  high: places.get('high') ?? -1,
  low: places.get('low') ?? -1,
  close: places.get('close') ?? -1,
  volume: places.get('volume'),
  oi: places.get('oi'),
  instrument,
});

/** What a bhavcopy has for the price of an untraded day. */
const isZero = (text: string): boolean => Number(text) === 0 || text.trim() === '-';

/** Makes bars. A bar of an intraday interval stays within its session; a day spans its sessions. */
export class BarMaker implements RowMaker {
  readonly #columns: readonly BarPlaces[];
  readonly #moment: RowMoment;
  readonly #clock: FileClock;
  readonly #filter: DayFilter;
  readonly #book: InstrumentBook;
  readonly #windows: SessionWindows;
  readonly #interval: number;

  constructor(options: {
    readonly columns: readonly BarColumns[];
    readonly moment: RowMoment;
    readonly clock: FileClock;
    readonly day: number | undefined;
    readonly book: InstrumentBook;
    readonly windows: SessionWindows;
  }) {
    this.#columns = options.columns.map(barPlaces);
    this.#moment = options.moment;
    this.#clock = options.clock;
    this.#filter = new DayFilter(options.day);
    this.#book = options.book;
    this.#windows = options.windows;
    this.#interval = options.clock.interval ?? DAY_MS;
  }

  take(fields: readonly string[], rows: MarketRow[]): RowOutcome {
    const label = atOf(this.#moment(fields), this.#clock);
    const day = istDay(label);
    if (!this.#filter.includes(day)) return 'other day';
    const [only] = this.#columns;
    if (this.#columns.length === 1 && only !== undefined) {
      const bar = this.#bar(fields, only, label, day);
      if (typeof bar === 'string') return bar;
      rows.push(bar);
      return 'taken';
    }
    const bars = this.#columns
      .filter(({ open, close }) => !isMissing(fields[open] ?? '') || !isMissing(fields[close] ?? ''))
      .map((columns) => this.#bar(fields, columns, label, day))
      .filter((bar) => typeof bar !== 'string');
    rows.push(...bars);
    return bars.length === 0 ? 'empty' : 'taken';
  }

  days(): readonly [number, number] | undefined {
    return this.#filter.days();
  }

  #bar(fields: readonly string[], columns: BarPlaces, label: number, day: number): Bar | 'untraded' {
    const { volume, oi } = columns;
    const units = volume === undefined ? undefined : countField('volume', fields[volume] ?? '');
    if (units === 0 && isZero(fields[columns.open] ?? '')) return 'untraded';
    const instrument_token = columns.instrument(fields);
    const prices = {
      open: priceField('open', fields[columns.open] ?? ''),
      high: priceField('high', fields[columns.high] ?? ''),
      low: priceField('low', fields[columns.low] ?? ''),
      close: priceField('close', fields[columns.close] ?? ''),
    };
    const fault = barFault(prices);
    if (fault !== undefined) throw new RowProblem('BAD_BAR', fault);
    this.#book.see(instrument_token, day, prices.open);
    const { start, end } = this.#span(instrument_token, label, day);
    const interest = oi === undefined ? undefined : countField('oi', fields[oi] ?? '');
    const { open, high, low, close } = prices;
    const bar = { instrument_token, start, end, open, high, low, close };
    if (units === undefined && interest === undefined) return bar;
    return {
      ...bar,
      ...(units !== undefined && { volume: units }),
      ...(interest !== undefined && { oi: interest }),
    };
  }

  #span(token: number, label: number, day: number): { readonly start: number; readonly end: number } {
    const hours = this.#book.hoursOf(token);
    if (this.#interval === DAY_MS) return this.#windows.spanOf(hours, day);
    const begins = this.#clock.label === 'end' ? label + this.#clock.labelShift - this.#interval : label;
    const end = begins + this.#interval;
    const isInSession = this.#windows.placeOf(hours, begins, false).closesAt !== undefined;
    const start = isInSession ? begins : (this.#windows.openWithin(hours, begins, end) ?? begins);
    const { closesAt } = this.#windows.placeOf(hours, start, false);
    return { start, end: closesAt !== undefined && closesAt < end ? closesAt : end };
  }
}
