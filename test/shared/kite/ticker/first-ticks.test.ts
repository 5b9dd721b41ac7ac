import { describe, expect, it } from 'vitest';
import type { MarketTick } from '../../../../shared/events/types.ts';
import { FirstTicks } from '../../../../shared/kite/ticker/first-ticks.ts';

const TOKEN = 408_065;
const NOW = Date.parse('2026-11-30T04:30:00.000Z');

const textAt = (offsetMs: number): string => new Date(NOW + offsetMs).toISOString();

/** A full tick. @param offsetMs of the exchange's time from the subscription */
const full = (offsetMs: number, price = 100): MarketTick => ({
  instrument_token: TOKEN,
  last_price: price,
  timestamp: textAt(offsetMs),
  exchange_timestamp: textAt(offsetMs),
  mode: 'full',
});

/** A tick without a time of its own. */
const quote = (price: number, volume = 10): MarketTick => ({
  instrument_token: TOKEN,
  last_price: price,
  timestamp: textAt(0),
  volume_traded: volume,
  mode: 'quote',
});

const QUOTE = new Map([[TOKEN, 'quote']] as const);
const FULL = new Map([[TOKEN, 'full']] as const);

const requested = (marketAt: number | undefined = NOW): FirstTicks => {
  const first = new FirstTicks();
  first.request([TOKEN], NOW, marketAt, QUOTE);
  return first;
};

describe('the first tick with a time', () => {
  it('passes when it is of the present', () => {
    expect(requested().judge(full(-10_000), NOW)).toBe('passes');
  });

  it('is dropped when it is older than ten seconds before the subscription', () => {
    expect(requested().judge(full(-10_001), NOW)).toBe('cached');
  });

  it('is dropped by its trade time where the exchange gives no time', () => {
    const { exchange_timestamp: _time, ...tick } = full(-60_000);
    const first = requested();
    expect(first.judge({ ...tick, last_trade_time: textAt(-60_000) }, NOW)).toBe('cached');
    expect(first.judge({ ...tick, last_trade_time: textAt(1_000) }, NOW)).toBe('passes');
  });

  it('is dropped each time that it comes, as after a change of the mode', () => {
    const first = requested();
    expect(first.judge(full(-86_400_000), NOW)).toBe('cached');
    expect(first.judge(full(-86_400_000), NOW + 1_000)).toBe('cached');
  });

  it('is followed by ticks that pass, even if our clock is an hour ahead', () => {
    const first = requested(NOW + 3_600_000);
    expect(first.judge(full(0), NOW)).toBe('cached');
    expect(first.judge(full(1_000), NOW)).toBe('passes');
    expect(first.judge(full(2_000), NOW)).toBe('passes');
  });

  it('passes at any age where the ticks are the clock', () => {
    const first = new FirstTicks();
    first.request([TOKEN], NOW, undefined, QUOTE);
    expect(first.judge(full(-86_400_000), NOW)).toBe('passes');
  });
});

describe('the first tick after a new connection', () => {
  const again = (): FirstTicks => {
    const first = requested();
    first.judge(full(1_000), NOW + 1_000);
    first.request([TOKEN], NOW + 2_000, NOW + 2_000, QUOTE);
    return first;
  };

  it('is dropped when it is older than what passed before', () => {
    expect(again().judge(full(0), NOW + 2_000)).toBe('cached');
  });

  it('passes when it is what passed last, whose identity is the same', () => {
    expect(again().judge(full(1_000), NOW + 2_000)).toBe('passes');
  });

  it('is dropped when it is older than what passed before, where the ticks are the clock', () => {
    const first = new FirstTicks();
    first.request([TOKEN], NOW, undefined, QUOTE);
    first.judge(full(1_000), NOW);
    first.request([TOKEN], NOW, undefined, QUOTE);
    expect(first.judge(full(0), NOW)).toBe('cached');
  });
});

describe('the first tick without a time', () => {
  it('is dropped, because its age is unknown', () => {
    expect(requested().judge(quote(100), NOW)).toBe('cached');
  });

  it('is dropped again while it repeats itself within two seconds', () => {
    const first = requested();
    first.judge(quote(100), NOW);
    expect(first.judge(quote(100), NOW + 1_999)).toBe('cached');
    expect(first.judge(quote(100), NOW + 2_000)).toBe('passes');
  });

  it.each([
    ['price', quote(101)],
    ['volume', quote(100, 11)],
  ])('is followed by one with another %s, which passes', (_, tick) => {
    const first = requested();
    first.judge(quote(100), NOW);
    expect(first.judge(tick, NOW + 1)).toBe('passes');
  });

  it('does not end the wait for a tick with a time that is of the present', () => {
    const first = requested();
    first.judge(quote(100), NOW);
    expect(first.judge(full(-86_400_000), NOW + 1)).toBe('cached');
    expect(first.judge(full(0), NOW + 2)).toBe('passes');
  });
});

describe('later ticks', () => {
  it('pass, also late ones, which the stages recognize', () => {
    const first = requested();
    first.judge(full(0), NOW);
    expect(first.judge(full(-5_000), NOW)).toBe('passes');
    expect(first.judge(quote(100), NOW)).toBe('passes');
  });

  it('of an instrument that is no longer wanted are not subscribed', () => {
    const first = requested();
    first.keep(new Map([[1, 'full']]));
    expect(first.judge(full(0), NOW)).toBe('not_subscribed');
  });
});

describe('a tick without a time of an instrument in full mode', () => {
  const inFullMode = (): FirstTicks => {
    const first = new FirstTicks();
    first.request([TOKEN], NOW, undefined, FULL);
    return first;
  };

  it('is dropped until the mode is set, even if its price changes', () => {
    const first = inFullMode();

    expect(first.judge(quote(100), NOW)).toBe('cached');
    expect(first.judge(quote(101, 11), NOW + 10)).toBe('cached');
    expect(first.judge(full(0), NOW + 20)).toBe('passes');
  });

  it('passes when the mode was not set for ten seconds', () => {
    const first = inFullMode();
    first.judge(quote(100), NOW);

    expect(first.judge(quote(101, 11), NOW + 10_000)).toBe('passes');
  });
});
