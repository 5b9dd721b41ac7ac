import { describe, expect, it } from 'vitest';
import {
  replaySeed,
  requireWatched,
  unwatched,
  watchedTokens,
} from '../../../localstack/backtest/replay-seed.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';

const share = (instrument_token: number, tradingsymbol: string): Instrument => ({
  ...{ instrument_token, tradingsymbol, exchange: 'NSE', segment: 'NSE', tick_size: 0.05, lot_size: 1 },
});
const SHARES = [share(1, 'A'), share(2, 'B')];

const NOTHING = {
  strategies: [],
  instruments: undefined,
  product: undefined,
  limits: {},
  capital: undefined,
};
const RSI = { ...NOTHING, strategies: [{ id: 'rsi', type: 'rsi', parameters: {} }] };

const keysOf = (seed: ReturnType<typeof replaySeed>) =>
  seed.map(({ item }) => item.strategy_id ?? item.tradingsymbol ?? item.control);

describe('replaySeed', () => {
  it('is the demo set with the instruments of the files by default', () => {
    const keys = keysOf(replaySeed(NOTHING, SHARES));

    expect(keys).toEqual(expect.arrayContaining(['NIFTY 50', 'A', 'B', 'momentum-nifty']));
    expect(keys).not.toContain('limits');
  });

  it('is the chosen strategies and limits alone, where they are chosen', () => {
    const seed = replaySeed({ ...RSI, instruments: 'B', limits: { max_daily_loss: 5 } }, SHARES);

    expect(keysOf(seed)).toEqual(['NIFTY 50', 'NIFTY BANK', 'A', 'B', 'rsi', 'limits']);
    expect(seed.find(({ table }) => table === 'strategies')?.item).toMatchObject({ instruments: [2] });
    expect(seed.at(-1)?.item).toMatchObject({ broker: 'paper', max_daily_loss: 5 });
  });

  it('gives the chosen strategies a product', () => {
    const seed = replaySeed({ ...RSI, product: 'CNC' }, SHARES);

    expect(seed.find(({ table }) => table === 'strategies')?.item).toMatchObject({ product: 'CNC' });
  });
});

describe('unwatched', () => {
  const watching = (...instruments: number[]) =>
    watchedTokens(
      replaySeed(
        RSI,
        instruments.map((token) => share(token, `S${token}`)),
      ).map(({ item }) => item),
    );

  it('says nothing if every instrument is watched', () => {
    expect(unwatched(SHARES, watching(1, 2, 3))).toBeUndefined();
  });

  it('names the instruments that no strategy watches', () => {
    expect(unwatched(SHARES, watching(2))).toBe('no strategy watches NSE:A: 1 of 2 instruments');
  });

  it('refuses a replay whose instruments no strategy watches', () => {
    expect(unwatched(SHARES, watching(3))).toBe('no strategy watches NSE:A, NSE:B: 2 of 2 instruments');
    expect(() => requireWatched(SHARES, watching(2))).not.toThrow();
    expect(() => requireWatched(SHARES, watching(3))).toThrow(
      /no strategy watches an instrument of the files \(NSE:A, NSE:B\)/,
    );
  });

  it('refuses a replay of instruments that cannot be traded', () => {
    expect(() => requireWatched([], watching(3))).toThrow(/no instrument of the files can be traded/);
  });

  it('does not count inactive strategies', () => {
    const items = replaySeed(RSI, SHARES).map(({ item }) => ({ ...item, is_active: false }));

    expect(() => requireWatched(SHARES, watchedTokens(items))).toThrow(/NSE:A, NSE:B/);
  });
});
