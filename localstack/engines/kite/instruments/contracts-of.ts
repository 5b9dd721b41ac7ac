import type { Segment } from '../../../../shared/market/instrument.ts';
import { dateOfDay } from '../../../../shared/market/ist.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';
import { futurePrice, optionPrice } from './contract-prices.ts';
import { monthlySeries, type Series, tradingDaysBefore, weeklySeries } from './expiries.ts';
import { SEGMENT_NUMBERS } from './spot.ts';
import type { Underlying } from './underlyings.ts';

const MONTHS_LISTED = 3;
const WEEKS_LISTED = 4;

/*
 * Tokens of contracts follow from what they are, so that a contract keeps its token on all days. The week of the expiry counts
 * modulo 32: as at an exchange, a token means another contract months after its expiry.
 */
const WEEKS = 32;
const STRIKES = 512;
const FIRST_FUTURE = 30_000;
const FIRST_OPTION = 1_000_000;

const weekOf = ({ expiry }: Series): number => Math.floor((expiry + 3) / 7) % WEEKS;

const tokensOf = (exchangeToken: number, { exchange }: Underlying) => ({
  instrument_token: exchangeToken * 256 + SEGMENT_NUMBERS[exchange],
  exchange_token: exchangeToken,
});

const futureRow = (underlying: Underlying, place: number, series: Series, day: number): InstrumentRow => {
  const { name, exchange, price, lot, futureTick } = underlying;
  return {
    ...tokensOf(FIRST_FUTURE + place * WEEKS + weekOf(series), underlying),
    tradingsymbol: `${name}${series.label}FUT`,
    name,
    last_price: futurePrice(price, series.expiry - day, futureTick),
    expiry: dateOfDay(series.expiry),
    strike: 0,
    tick_size: futureTick,
    lot_size: lot,
    instrument_type: 'FUT',
    segment: `${exchange}-FUT`,
    exchange,
  };
};

const TYPES = ['CE', 'PE'] as const;

function* optionRows(
  underlying: Underlying,
  place: number,
  series: Series,
  day: number,
): Generator<InstrumentRow> {
  const { name, exchange, price, lot, optionTick, strikeStep, strikes, volatility } = underlying;
  const middle = Math.round(price / strikeStep);
  for (let step = middle - strikes; step <= middle + strikes; step += 1) {
    const strike = Math.round(step * strikeStep * 10_000) / 10_000;
    for (const [side, type] of TYPES.entries()) {
      const slot = (place * WEEKS + weekOf(series)) * STRIKES + (step % STRIKES);
      yield {
        ...tokensOf(FIRST_OPTION + slot * 2 + side, underlying),
        tradingsymbol: `${name}${series.label}${strike}${type}`,
        name,
        last_price: optionPrice(price, series.expiry - day, { type, strike, volatility, tick: optionTick }),
        expiry: dateOfDay(series.expiry),
        strike,
        tick_size: optionTick,
        lot_size: lot,
        instrument_type: type,
        segment: `${exchange}-OPT`,
        exchange,
      };
    }
  }
}

/** The series of options on a day: weekly and monthly ones, or monthly ones that end before their future. */
const optionSeries = (underlying: Underlying, segment: Segment, day: number): readonly Series[] => {
  const { expiry, months, weekly, optionsEndBefore = 0 } = underlying;
  const ends: typeof expiry = (of, month) => tradingDaysBefore(of, expiry(of, month), optionsEndBefore);
  const monthly = monthlySeries(segment, day, MONTHS_LISTED, ends, months);
  const weeks = weekly === undefined ? [] : weeklySeries(segment, day, WEEKS_LISTED, weekly);
  return [...weeks.filter(({ isMonthly }) => !isMonthly), ...monthly];
};

/**
 * The futures and options of an underlying that are listed on a day (a day number).
 * @param place Of the underlying among all; a part of the tokens.
 */
export const contractsOf = (underlying: Underlying, place: number, day: number): readonly InstrumentRow[] => {
  const { exchange, expiry, months, strikes, optionsEndBefore } = underlying;
  // Where options end before their future, the last options are of one future more.
  const count = optionsEndBefore === undefined ? MONTHS_LISTED : MONTHS_LISTED + 1;
  const futures = monthlySeries(`${exchange}-FUT`, day, count, expiry, months).map((series) =>
    futureRow(underlying, place, series, day),
  );
  if (strikes === 0) return futures;
  const series = optionSeries(underlying, `${exchange}-OPT`, day);
  return [...futures, ...series.flatMap((each) => [...optionRows(underlying, place, each, day)])];
};
