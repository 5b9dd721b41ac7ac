import type { MarketTick } from '../../../shared/events/types.ts';
import { istDay } from '../../../shared/market/ist.ts';
import { atOf, type FileClock } from '../clock/file-clock.ts';
import type { MomentParser } from '../clock/moment-parser.ts';
import { RowProblem } from '../csv/row-problem.ts';
import type { InstrumentBook } from '../instruments/instrument-book.ts';
import type { Places, Role } from '../layout/roles.ts';
import type { MarketRow } from '../market-row.ts';
import { isoTime } from '../timed-tick.ts';
import { amountField, countField, isMissing, priceField } from './number-fields.ts';
import type { RowInstrument } from './row-instrument.ts';
import { DayFilter, type RowMaker, type RowOutcome } from './row-maker.ts';
import type { RowMoment } from './row-moment.ts';

const COUNTS = [
  'volume_traded',
  'last_traded_quantity',
  'total_buy_quantity',
  'total_sell_quantity',
  'oi',
] as const satisfies readonly Role[];

const LIMITS = ['upper_circuit_limit', 'lower_circuit_limit'] as const satisfies readonly Role[];

type Level = NonNullable<MarketTick['depth']>['buy'];

/** The best bid or offer as a book with one level; files do not say how many orders it is of. */
const levelOf = (name: string, price: string, quantity: string): Level => {
  const offered = amountField(`${name} price`, price) ?? 0;
  const units = countField(`${name} quantity`, quantity) ?? 0;
  return offered > 0 && units > 0 ? [{ price: offered, quantity: units, orders: 0 }] : [];
};

/** Makes ticks. */
export class TickMaker implements RowMaker {
  readonly #places: Places;
  readonly #instrument: RowInstrument;
  readonly #moment: RowMoment;
  readonly #times: MomentParser;
  readonly #clock: FileClock;
  readonly #filter: DayFilter;
  readonly #book: InstrumentBook;
  readonly #counts: readonly (readonly [(typeof COUNTS)[number], number])[];
  readonly #limits: readonly (readonly [(typeof LIMITS)[number], number])[];
  readonly #hasBook: boolean;

  constructor(options: {
    readonly places: Places;
    readonly instrument: RowInstrument;
    readonly moment: RowMoment;
    /** For the time of the last trade. */
    readonly times: MomentParser;
    readonly clock: FileClock;
    readonly day: number | undefined;
    readonly book: InstrumentBook;
  }) {
    const { places } = options;
    this.#places = places;
    this.#instrument = options.instrument;
    this.#moment = options.moment;
    this.#times = options.times;
    this.#clock = options.clock;
    this.#filter = new DayFilter(options.day);
    this.#book = options.book;
    this.#counts = withPlaces(COUNTS, places);
    this.#limits = withPlaces(LIMITS, places);
    this.#hasBook = (['bid_price', 'bid_quantity', 'ask_price', 'ask_quantity'] as const).every((role) =>
      places.has(role),
    );
  }

  take(fields: readonly string[], rows: MarketRow[]): RowOutcome {
    const at = atOf(this.#moment(fields), this.#clock);
    const day = istDay(at);
    if (!this.#filter.includes(day)) return 'other day';
    const text = fields[this.#places.get('last_price') ?? -1] ?? '';
    if (Number(text) === 0 && this.#isBeforeFirstTrade(fields)) return 'untraded';
    const tick: MarketTick = {
      instrument_token: this.#instrument(fields),
      last_price: priceField('last_price', text),
      timestamp: isoTime(at),
    };
    this.#addDetails(tick, fields);
    this.#book.see(tick.instrument_token, day, tick.last_price);
    rows.push({ at, tick });
    return 'taken';
  }

  days(): readonly [number, number] | undefined {
    return this.#filter.days();
  }

  /** A vendor's row of the book alone has no price yet. */
  #isBeforeFirstTrade(fields: readonly string[]): boolean {
    const quantity = this.#places.get('last_traded_quantity');
    return quantity !== undefined && Number(fields[quantity]) === 0;
  }

  #addDetails(tick: MarketTick, fields: readonly string[]): void {
    for (const [name, place] of this.#counts) {
      const count = countField(name, fields[place] ?? '');
      if (count !== undefined) tick[name] = count;
    }
    for (const [name, place] of this.#limits) {
      if (!isMissing(fields[place] ?? '')) tick[name] = priceField(name, fields[place] ?? '');
    }
    const average = this.#text(fields, 'average_traded_price');
    if (average !== undefined) {
      const amount = amountField('average_traded_price', average);
      if (amount !== undefined) tick.average_traded_price = amount;
    }
    const traded = this.#text(fields, 'last_trade_time');
    if (traded !== undefined && !isMissing(traded)) tick.last_trade_time = this.#timeOf(traded);
    if (this.#hasBook) {
      tick.depth = {
        buy: levelOf('bid', this.#text(fields, 'bid_price') ?? '', this.#text(fields, 'bid_quantity') ?? ''),
        sell: levelOf('ask', this.#text(fields, 'ask_price') ?? '', this.#text(fields, 'ask_quantity') ?? ''),
      };
    }
  }

  #text(fields: readonly string[], role: Role): string | undefined {
    const place = this.#places.get(role);
    return place === undefined ? undefined : fields[place];
  }

  #timeOf(text: string): string {
    const moment = this.#times.parse(text.trim());
    if (moment?.time === undefined) {
      throw new RowProblem('BAD_TIME', `last_trade_time "${text}" is not a time`);
    }
    return isoTime(atOf(moment, this.#clock));
  }
}

const withPlaces = <R extends Role>(roles: readonly R[], places: Places): readonly (readonly [R, number])[] =>
  roles.flatMap((role) => {
    const place = places.get(role);
    return place === undefined ? [] : [[role, place] as const];
  });
