import type { MarketTick } from '../../events/types.ts';
import { MAX_AHEAD_MS } from '../../market/future.ts';
import { segmentOfToken, type TokenSegment } from '../segments.ts';
import { type FrameCounts, noFrames } from './frame-counts.ts';
import { SecondTexts } from './second-texts.ts';

/** Bytes of each kind of packet. */
const LTP = 8;
const INDEX_QUOTE = 28;
const INDEX_FULL = 32;
const QUOTE = 44;
const FULL = 184;

/** Depth of a full packet: five levels to buy, then five to sell. */
const BIDS = 64;
const ASKS = 124;
const LEVEL = 12;

type Ohlc = NonNullable<MarketTick['ohlc']>;
type Level = NonNullable<MarketTick['depth']>['buy'][number];

/** Whether the lengths of all packets add up to the frame. A frame that was cut or changed is not trusted in part. */
const isWhole = (view: DataView, start: number, end: number, packets: number): boolean => {
  let at = start + 2;
  for (let packet = 0; packet < packets; packet += 1) {
    if (at + 2 > end) return false;
    at += 2 + view.getUint16(at);
  }
  return at === end;
};

/**
 * The day's range; undefined before the first trade of the day, when Kite sends zeros. The offsets are arguments because
 * an index has another order than an instrument.
 */
const ohlcAt = (
  view: DataView,
  open: number,
  high: number,
  low: number,
  close: number,
  divisor: number,
): Ohlc | undefined => {
  const opened = view.getUint32(open);
  const highest = view.getUint32(high);
  const lowest = view.getUint32(low);
  if (opened === 0 || highest === 0 || lowest === 0) return undefined;
  return {
    open: opened / divisor,
    high: highest / divisor,
    low: lowest / divisor,
    close: view.getUint32(close) / divisor,
  };
};

const levelAt = (view: DataView, at: number, divisor: number): Level => ({
  price: view.getUint32(at + 4) / divisor,
  quantity: view.getUint32(at),
  orders: view.getUint16(at + 8),
});

const isOffered = (view: DataView, at: number): boolean =>
  view.getUint32(at) !== 0 && view.getUint32(at + 4) !== 0;

/**
 * One side of the book. A level without quantity is empty. A level without a price is a market order that waits for an
 * auction, which offers nothing at a price of zero.
 */
const levelsAt = (view: DataView, at: number, divisor: number): Level[] => {
  let offered = 0;
  for (let level = at; level < at + 5 * LEVEL; level += LEVEL) if (isOffered(view, level)) offered += 1;
  // An array that is written whole has no spare room, which one that grows has twice over.
  if (offered === 5) {
    return [
      levelAt(view, at, divisor),
      levelAt(view, at + LEVEL, divisor),
      levelAt(view, at + 2 * LEVEL, divisor),
      levelAt(view, at + 3 * LEVEL, divisor),
      levelAt(view, at + 4 * LEVEL, divisor),
    ];
  }
  const levels: Level[] = [];
  for (let level = at; level < at + 5 * LEVEL; level += LEVEL) {
    if (isOffered(view, level)) levels.push(levelAt(view, level, divisor));
  }
  return levels;
};

/**
 * Reads the binary frames of Kite's ticker. Numbers are unsigned and big-endian.
 * It throws for no bytes at all: what is not a tick is counted by its reason.
 */
export class FrameParser {
  readonly counts: FrameCounts = noFrames();
  readonly #seconds = new SecondTexts();
  #view: DataView = new DataView(new ArrayBuffer(0));
  #receivedAt = 0;
  #receivedText = new Date(0).toISOString();

  /**
   * The ticks of a frame in their order, prices in rupees.
   * @param receivedAt epoch milliseconds, the market time of packets that carry none
   * @param marketNow the time that packets are compared with; undefined where only ticks tell it
   */
  parse(frame: Uint8Array, receivedAt: number, marketNow: number | undefined): MarketTick[] {
    const { counts } = this;
    counts.frames += 1;
    const ticks: MarketTick[] = [];
    const start = frame.byteOffset;
    const end = start + frame.length;
    if (frame.length === 1) {
      counts.heartbeats += 1;
      return ticks;
    }
    const view = this.#viewOf(frame.buffer);
    const packets = frame.length < 2 ? 0 : view.getUint16(start);
    counts.packets += packets;
    if (frame.length < 2 || !isWhole(view, start, end, packets)) {
      counts.malformedFrames += 1;
      counts.dropped.malformed_frame += packets;
      return ticks;
    }
    const latest = marketNow === undefined ? Number.POSITIVE_INFINITY : marketNow + MAX_AHEAD_MS;
    let at = start + 2;
    for (let packet = 0; packet < packets; packet += 1) {
      const length = view.getUint16(at);
      const tick = this.#tickAt(view, at + 2, length, receivedAt, latest);
      if (tick !== undefined) ticks.push(tick);
      at += 2 + length;
    }
    counts.ticks += ticks.length;
    return ticks;
  }

  #tickAt(
    view: DataView,
    at: number,
    length: number,
    receivedAt: number,
    latest: number,
  ): MarketTick | undefined {
    const { dropped } = this.counts;
    if (
      length !== LTP &&
      length !== INDEX_QUOTE &&
      length !== INDEX_FULL &&
      length !== QUOTE &&
      length !== FULL
    ) {
      dropped.unknown_length += 1;
      return undefined;
    }
    const token = view.getUint32(at);
    const segment = segmentOfToken(token);
    if (segment === undefined) {
      dropped.unknown_segment += 1;
      return undefined;
    }
    const lastPrice = view.getUint32(at + 4) / segment.priceDivisor;
    if (lastPrice === 0) {
      dropped.unpriced += 1;
      return undefined;
    }
    if (length === LTP) {
      return {
        instrument_token: token,
        last_price: lastPrice,
        timestamp: this.#textOf(receivedAt),
        mode: 'ltp',
      };
    }
    const exchangeSecond =
      length === FULL ? view.getUint32(at + 60) : length === INDEX_FULL ? view.getUint32(at + 28) : 0;
    if (exchangeSecond * 1_000 > latest) {
      dropped.from_the_future += 1;
      return undefined;
    }
    const exchangeTime = exchangeSecond === 0 ? undefined : this.#seconds.of(exchangeSecond);
    const timestamp = exchangeTime ?? this.#textOf(receivedAt);
    const tick =
      length === INDEX_QUOTE || length === INDEX_FULL
        ? this.#indexTick(view, at, length, token, lastPrice, timestamp, segment)
        : this.#tradableTick(view, at, length, token, lastPrice, timestamp, segment);
    if (exchangeTime !== undefined) tick.exchange_timestamp = exchangeTime;
    return tick;
  }

  #indexTick(
    view: DataView,
    at: number,
    length: number,
    token: number,
    lastPrice: number,
    timestamp: string,
    { priceDivisor }: TokenSegment,
  ): MarketTick {
    const tick: MarketTick = {
      instrument_token: token,
      last_price: lastPrice,
      timestamp,
      mode: length === INDEX_FULL ? 'full' : 'quote',
    };
    const ohlc = ohlcAt(view, at + 16, at + 8, at + 12, at + 20, priceDivisor);
    if (ohlc !== undefined) tick.ohlc = ohlc;
    return tick;
  }

  #tradableTick(
    view: DataView,
    at: number,
    length: number,
    token: number,
    lastPrice: number,
    timestamp: string,
    { priceDivisor, isDerivative }: TokenSegment,
  ): MarketTick {
    const tick: MarketTick = {
      instrument_token: token,
      last_price: lastPrice,
      timestamp,
      mode: length === FULL ? 'full' : 'quote',
      last_traded_quantity: view.getUint32(at + 8),
      average_traded_price: view.getUint32(at + 12) / priceDivisor,
      volume_traded: view.getUint32(at + 16),
      total_buy_quantity: view.getUint32(at + 20),
      total_sell_quantity: view.getUint32(at + 24),
    };
    const ohlc = ohlcAt(view, at + 28, at + 32, at + 36, at + 40, priceDivisor);
    if (ohlc !== undefined) tick.ohlc = ohlc;
    if (length !== FULL) return tick;
    const tradeSecond = view.getUint32(at + 44);
    if (tradeSecond !== 0) tick.last_trade_time = this.#seconds.of(tradeSecond);
    if (isDerivative) tick.oi = view.getUint32(at + 48);
    tick.depth = {
      buy: levelsAt(view, at + BIDS, priceDivisor),
      sell: levelsAt(view, at + ASKS, priceDivisor),
    };
    return tick;
  }

  /** Frames that arrived together lie in one buffer. A view of its own for each takes a quarter of the time of a full packet. */
  #viewOf(buffer: ArrayBufferLike): DataView {
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }

  #textOf(receivedAt: number): string {
    if (receivedAt !== this.#receivedAt) {
      this.#receivedAt = receivedAt;
      this.#receivedText = new Date(receivedAt).toISOString();
    }
    return this.#receivedText;
  }
}
