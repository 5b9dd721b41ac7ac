import { KiteTicker } from 'kiteconnect';

/** A tick in the form of Zerodha's own library. */
interface KiteconnectTick {
  readonly mode: string;
  readonly instrument_token: number;
  readonly last_price: number;
  readonly last_traded_quantity?: number;
  readonly average_traded_price?: number;
  readonly volume_traded?: number;
  readonly total_buy_quantity?: number;
  readonly total_sell_quantity?: number;
  readonly ohlc?: {
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
  };
  readonly last_trade_time?: Date | null;
  readonly exchange_timestamp?: Date | null;
  readonly oi?: number;
  readonly depth?: Readonly<
    Record<
      'buy' | 'sell',
      readonly { readonly price: number; readonly quantity: number; readonly orders: number }[]
    >
  >;
}

/** The parser of frames of Zerodha's own library, which its types leave out. */
export const kiteconnectParser = (): ((frame: ArrayBuffer) => readonly KiteconnectTick[]) => {
  const ticker: unknown = new KiteTicker({ api_key: 'key1', access_token: 'token1' });
  const { parseBinary } = ticker as { parseBinary(frame: ArrayBuffer): readonly KiteconnectTick[] };
  return parseBinary;
};
