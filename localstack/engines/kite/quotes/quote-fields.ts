import { istText } from '../ist-text.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';
import type { Snapshot } from '../market/kite-market.ts';

const paise = (rupees: number): number => Math.round(rupees * 10_000) / 10_000;

interface Prices {
  readonly instrument_token: number;
  readonly last_price: number;
  readonly ohlc: NonNullable<Snapshot['tick']['ohlc']>;
}

/** Before its first tick an instrument costs what the instruments file says. */
const pricesOf = (row: InstrumentRow, snapshot: Snapshot | undefined): Prices => {
  const { instrument_token } = row;
  if (snapshot !== undefined) {
    return { instrument_token, last_price: snapshot.tick.last_price, ohlc: snapshot.tick.ohlc };
  }
  const ohlc = { open: 0, high: 0, low: 0, close: row.last_price };
  return { instrument_token, last_price: row.last_price, ohlc };
};

/** The fields of `/quote/ltp`. */
export const lastPrice = (row: InstrumentRow, snapshot: Snapshot | undefined) => {
  const { instrument_token, last_price } = pricesOf(row, snapshot);
  return { instrument_token, last_price };
};

/** The fields of `/quote/ohlc`. */
export const dayPrices = (row: InstrumentRow, snapshot: Snapshot | undefined): Prices =>
  pricesOf(row, snapshot);

const LEVELS = 5;

type Level = NonNullable<Snapshot['tick']['depth']>['buy'][number];

/** Kite has five levels always, with zeros where no order waits. */
const side = (levels: readonly Level[] = []): readonly Level[] =>
  Array.from({ length: LEVELS }, (_, place) => levels[place] ?? { price: 0, quantity: 0, orders: 0 });

/** Part of the previous close by which a price may move on a day. Options have a band of their own. */
const BAND = 0.1;
const OPTION_BAND = 4;

const limits = (row: InstrumentRow, { ohlc, last_price }: Prices, snapshot: Snapshot | undefined) => {
  const close = ohlc.close > 0 ? ohlc.close : last_price;
  const band = row.segment.endsWith('-OPT') ? OPTION_BAND : BAND;
  const inTicks = (price: number): number =>
    paise(Math.max(1, Math.round(price / row.tick_size)) * row.tick_size);
  return {
    lower_circuit_limit: snapshot?.tick.lower_circuit_limit ?? inTicks(close * (1 - band)),
    upper_circuit_limit: snapshot?.tick.upper_circuit_limit ?? inTicks(close * (1 + band)),
  };
};

const textOf = (timestamp: string | undefined): string | null =>
  timestamp === undefined ? null : istText(Date.parse(timestamp));

/** The fields of `/quote`. An index has no orders, no volume and no limits. */
export const fullQuote = (row: InstrumentRow, snapshot: Snapshot | undefined) => {
  const prices = pricesOf(row, snapshot);
  const { instrument_token, last_price, ohlc } = prices;
  const timestamp = snapshot === undefined ? null : istText(snapshot.at);
  const net_change = ohlc.close > 0 ? paise(last_price - ohlc.close) : 0;
  if (row.segment === 'INDICES') return { instrument_token, timestamp, last_price, net_change, ohlc };
  const tick = snapshot?.tick;
  return {
    instrument_token,
    timestamp,
    last_trade_time: textOf(tick?.last_trade_time),
    last_price,
    last_quantity: tick?.last_traded_quantity ?? 0,
    buy_quantity: tick?.total_buy_quantity ?? 0,
    sell_quantity: tick?.total_sell_quantity ?? 0,
    volume: tick?.volume_traded ?? 0,
    average_price: tick?.average_traded_price ?? 0,
    oi: tick?.oi ?? 0,
    oi_day_high: snapshot?.oiDay?.high ?? 0,
    oi_day_low: snapshot?.oiDay?.low ?? 0,
    net_change,
    ...limits(row, prices, snapshot),
    ohlc,
    depth: { buy: side(tick?.depth?.buy), sell: side(tick?.depth?.sell) },
  };
};
