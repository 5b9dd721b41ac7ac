import { describe, expect, it } from 'vitest';
import { withClosingAuctions } from '../../../../shared/market/contracts/closing-auctions.ts';
import type { Instrument } from '../../../../shared/market/instrument.ts';

const share = (exchange: 'NSE' | 'BSE', tradingsymbol: string): Instrument => ({
  ...{ instrument_token: 1, tradingsymbol, exchange, segment: exchange, tick_size: 0.05, lot_size: 1 },
});
const future = (exchange: 'NFO' | 'BFO', underlying: string): Instrument => ({
  ...{ instrument_token: 2, tradingsymbol: `${underlying}26DECFUT`, exchange, segment: `${exchange}-FUT` },
  ...{ tick_size: 0.05, lot_size: 400, underlying, expiry: '2026-12-29' },
});
const auctions = (...instruments: readonly Instrument[]) =>
  withClosingAuctions(instruments).map(({ closing_auction }) => closing_auction);

describe('the closing auction of shares', () => {
  it('is of a share with futures, on both exchanges', () => {
    expect(auctions(share('NSE', 'INFY'), share('BSE', 'INFY'), future('NFO', 'INFY'))).toEqual([
      true,
      true,
      undefined,
    ]);
  });

  it('is not of a share of NSE without futures', () => {
    expect(auctions(share('NSE', 'OTHER'), future('NFO', 'INFY'))).toEqual([false, undefined]);
  });

  it('is not known of a share of BSE without futures of its name', () => {
    expect(auctions(share('BSE', 'OTHER'), future('NFO', 'INFY'))).toEqual([undefined, undefined]);
  });

  it('is not of the share of NSE where only BSE has futures', () => {
    expect(auctions(share('NSE', 'INFY'), share('BSE', 'INFY'), future('BFO', 'INFY'))).toEqual([
      false,
      true,
      undefined,
    ]);
  });

  it('is not known in a list with futures of indices only', () => {
    expect(auctions(share('NSE', 'INFY'), future('NFO', 'NIFTY'))).toEqual([undefined, undefined]);
  });
});
