import { sessionsOf, type TradingWindow } from '../../../../shared/market/calendar.ts';
import { SEGMENTS } from '../../../../shared/market/instrument.ts';
import { dateOfDay, dayOfDate, istDay, MINUTE_MS } from '../../../../shared/market/ist.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import { momentOfDay } from '../../../market-data/session-day.ts';
import { SIMULATED_INSTRUMENTS } from '../../../market-data/simulator/instruments.ts';
import { futurePrice, onTick, optionPrice } from '../instruments/contract-prices.ts';
import { monthlySeries } from '../instruments/expiries.ts';
import { type Underlying, underlyingsOn } from '../instruments/underlyings.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';
import type { Candle, CandleSource } from './candle.ts';
import { type PathMinute, type PathTerms, PricePaths } from './price-paths.ts';
import { sessionsOfRow } from './sessions-of-row.ts';

/** A contract has candles from about the day on which it is listed. */
const LISTED_DAYS = { MCX: 190, others: 95 } as const;

const YEAR_SQUARE_ROOT = Math.sqrt(252);

/** What is usual for an instrument that has no terms of its own. */
const USUAL = { deviation: 0.015, volume: 400_000, volatility: 0.24 } as const;
const CONTRACT_LOTS = 12_000;
const OPEN_LOTS = 25_000;

const SIMULATED = new Map(SIMULATED_INSTRUMENTS.map((each) => [each.tradingsymbol, each]));

/** Where the price of an instrument comes from. */
interface Origin {
  readonly path: PathTerms;
  readonly underlying: Underlying | undefined;
}

const spotPath = (exchange: string, symbol: string, price: number): PathTerms => ({
  // A share has nearly one price on both exchanges.
  name: `${exchange === 'BSE' ? 'NSE' : exchange}:${symbol}`,
  price: SIMULATED.get(symbol)?.previous_close ?? price,
  deviation: SIMULATED.get(symbol)?.daily_volatility ?? USUAL.deviation,
});

const originOf = (row: InstrumentRow, date: string): Origin | undefined => {
  const { segment, exchange, tradingsymbol, last_price, name } = row;
  if (!segment.includes('-')) {
    return { path: spotPath(exchange, tradingsymbol, last_price), underlying: undefined };
  }
  const underlying = underlyingsOn(date).find((each) => each.exchange === exchange && each.name === name);
  if (underlying === undefined) return undefined;
  const { spot, price, volatility } = underlying;
  const path =
    spot === undefined
      ? { name: `${exchange}:${name}`, price, deviation: volatility / YEAR_SQUARE_ROOT }
      : spotPath('NSE', spot, price);
  return { path, underlying };
};

/** The longest session that a path can have: contracts trade longer than what they are of. */
const pathWindows = (row: InstrumentRow, day: number): readonly TradingWindow[] => {
  const isSpot = !row.segment.includes('-');
  if (isSpot || row.exchange === 'NFO' || row.exchange === 'BFO') return sessionsOf('NFO-FUT', day) ?? [];
  return sessionsOfRow(row, day);
};

/** The price of an instrument when that of its path is known. */
type Pricing = (price: number) => number;

const expiryOf = (row: InstrumentRow, underlying: Underlying, day: number, isContinuous: boolean) => {
  const own = dayOfDate(row.expiry);
  if (!isContinuous || row.instrument_type !== 'FUT') return own;
  const segment = SEGMENTS.find((each) => each === row.segment);
  if (segment === undefined) return own;
  const [front] = monthlySeries(segment, day, 1, underlying.expiry, underlying.months);
  return Math.min(own, front?.expiry ?? own);
};

const pricingOf = (
  row: InstrumentRow,
  { underlying }: Origin,
  day: number,
  isContinuous: boolean,
): Pricing => {
  const tick = row.tick_size > 0 ? row.tick_size : 0.05;
  if (underlying === undefined) return (price) => onTick(price, tick);
  const days = expiryOf(row, underlying, day, isContinuous) - day;
  const { instrument_type: type, strike } = row;
  if (type !== 'CE' && type !== 'PE') return (price) => futurePrice(price, days, tick);
  const terms = { type, strike, tick, volatility: underlying.volatility };
  return (price) => optionPrice(price, days, terms);
};

/** Units of an ordinary minute; 0 for an index. */
const minuteVolume = (row: InstrumentRow, { underlying }: Origin, minutes: number): number => {
  if (row.segment === 'INDICES') return 0;
  if (underlying !== undefined) return (row.lot_size * CONTRACT_LOTS) / minutes;
  return (SIMULATED.get(row.tradingsymbol)?.daily_volume ?? USUAL.volume) / minutes;
};

const isTraded = (row: InstrumentRow, day: number, isContinuous: boolean): boolean => {
  if (row.expiry === '') return true;
  const left = dayOfDate(row.expiry) - day;
  const listed = row.exchange === 'MCX' ? LISTED_DAYS.MCX : LISTED_DAYS.others;
  return left >= 0 && (left <= listed || (isContinuous && row.instrument_type === 'FUT'));
};

/**
 * Candles that follow from a seed: the same for an instrument and a day on each call. The minutes of the future are missing.
 */
export const simulatedCandles = (seed: string, clock: Clock): CandleSource => {
  const paths = new PricePaths(seed);

  const candleOf = (minute: PathMinute, pricing: Pricing, volume: number, lots: number): Candle => {
    const [high, low] = [pricing(minute.high), pricing(minute.low)];
    return {
      start: minute.start,
      end: minute.start + MINUTE_MS,
      open: pricing(minute.open),
      // The price of a put falls when that of its underlying rises.
      high: Math.max(high, low),
      low: Math.min(high, low),
      close: pricing(minute.close),
      volume: volume === 0 ? 0 : 1 + Math.floor(2 * minute.liveliness * volume),
      oi: Math.floor(OPEN_LOTS * (1 + 0.01 * minute.liveliness)) * lots,
    };
  };

  return {
    candlesOf: (row, day, isContinuous) => {
      const origin = originOf(row, dateOfDay(day));
      if (day > istDay(clock.now())) return [];
      if (origin === undefined || origin.path.price <= 0 || !isTraded(row, day, isContinuous)) return [];
      const windows = sessionsOfRow(row, day).map(({ opens, closes }) => [
        momentOfDay(day, opens),
        momentOfDay(day, closes),
      ]);
      if (windows.length === 0) return [];
      const minutes = paths.minutesOf(origin.path, day, pathWindows(row, day));
      const pricing = pricingOf(row, origin, day, isContinuous);
      const volume = minuteVolume(row, origin, minutes.length);
      const lots = origin.underlying === undefined ? 0 : row.lot_size;
      return minutes
        .filter(
          ({ start }) =>
            start <= clock.now() && windows.some(([from = 0, to = 0]) => start >= from && start < to),
        )
        .map((minute) => candleOf(minute, pricing, volume, lots));
    },
  };
};
