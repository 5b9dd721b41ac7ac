/** Writes packets of Kite's ticker, field after field as Kite documents them. It knows nothing of the parser's offsets. */

export interface Level {
  readonly quantity: number;
  /** As on the wire: rupees times the segment's divisor. */
  readonly price: number;
  readonly orders: number;
}

/** All numbers as they are on the wire. */
export type Packet =
  | { readonly kind: 'ltp'; readonly token: number; readonly ltp: number }
  | {
      readonly kind: 'index';
      readonly token: number;
      readonly ltp: number;
      readonly high: number;
      readonly low: number;
      readonly open: number;
      readonly close: number;
      readonly change: number;
      /** Seconds since the epoch; absent in quote mode. */
      readonly exchangeTime?: number;
    }
  | {
      readonly kind: 'tradable';
      readonly token: number;
      readonly ltp: number;
      readonly lastQuantity: number;
      readonly averagePrice: number;
      readonly volume: number;
      readonly buyQuantity: number;
      readonly sellQuantity: number;
      readonly open: number;
      readonly high: number;
      readonly low: number;
      readonly close: number;
      /** Absent in quote mode. */
      readonly full?: {
        readonly tradeTime: number;
        readonly oi: number;
        readonly oiHigh: number;
        readonly oiLow: number;
        readonly exchangeTime: number;
        /** Five of each. */
        readonly buy: readonly Level[];
        readonly sell: readonly Level[];
      };
    };

const longs = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, place) => {
    bytes.writeUInt32BE(number, 4 * place);
  });
  return bytes;
};

const shorts = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, place) => {
    bytes.writeUInt16BE(number, 2 * place);
  });
  return bytes;
};

const levels = (side: readonly Level[]): Buffer =>
  Buffer.concat(side.flatMap(({ quantity, price, orders }) => [longs(quantity, price), shorts(orders, 0)]));

export const packetBytes = (packet: Packet): Buffer => {
  switch (packet.kind) {
    case 'ltp':
      return longs(packet.token, packet.ltp);
    case 'index': {
      const { token, ltp, high, low, open, close, change, exchangeTime } = packet;
      const quote = longs(token, ltp, high, low, open, close, change);
      return exchangeTime === undefined ? quote : Buffer.concat([quote, longs(exchangeTime)]);
    }
    case 'tradable': {
      const { token, ltp, lastQuantity, averagePrice, volume, buyQuantity, sellQuantity } = packet;
      const { open, high, low, close, full } = packet;
      const quote = longs(token, ltp, lastQuantity, averagePrice, volume, buyQuantity, sellQuantity);
      const day = longs(open, high, low, close);
      if (full === undefined) return Buffer.concat([quote, day]);
      const { tradeTime, oi, oiHigh, oiLow, exchangeTime, buy, sell } = full;
      const more = longs(tradeTime, oi, oiHigh, oiLow, exchangeTime);
      return Buffer.concat([quote, day, more, levels(buy), levels(sell)]);
    }
    default:
      return packet satisfies never;
  }
};

/** A frame of packets, each with its length before it. */
export const frameOf = (...bodies: readonly Buffer[]): Buffer =>
  Buffer.concat([shorts(bodies.length), ...bodies.flatMap((body) => [shorts(body.length), body])]);
