import { describe, expect, it } from 'vitest';
import { type Snapshot, stillMarket } from '../../../../../localstack/engines/kite/market/kite-market.ts';
import { momentsOf, PlayedMarket } from '../../../../../localstack/engines/kite/market/played-market.ts';
import { simulatedKiteMarket } from '../../../../../localstack/engines/kite/market/simulated-kite-market.ts';
import { SIMULATED_INSTRUMENTS } from '../../../../../localstack/market-data/simulator/instruments.ts';
import { type TimedTick, timedTick } from '../../../../../localstack/market-data/timed-tick.ts';
import { ManualTimer } from '../../../market-data/manual-timer.ts';

const PACE = { kind: 'timed', speed: 1 } as const;
const FIRST_DAY = Date.parse('2026-11-26T09:15:00+05:30');
const SECOND_DAY = Date.parse('2026-11-27T09:15:00+05:30');

const tick = (at: number, instrument_token: number, last_price: number, oi?: number): TimedTick =>
  timedTick(at, { instrument_token, last_price, ...(oi === undefined ? {} : { oi }) });

/** Plays a market to its end, or for some moments. */
const play = async (
  market: PlayedMarket,
  moments = Number.POSITIVE_INFINITY,
): Promise<(readonly Snapshot[])[]> => {
  const leaving = new AbortController();
  const heard: (readonly Snapshot[])[] = [];
  market.onTicks((snapshots) => {
    heard.push(snapshots);
    if (heard.length >= moments) leaving.abort();
  });
  await market.play(PACE, { timer: new ManualTimer(), signal: leaving.signal });
  return heard;
};

const playTicks = (ticks: readonly TimedTick[]) =>
  play(new PlayedMarket({ instruments: () => [], source: () => [ticks] }));

describe('momentsOf', () => {
  it('cuts where the time changes', () => {
    const ticks = [tick(1, 257, 1), tick(1, 513, 1), tick(2, 257, 1)];

    expect([...momentsOf(ticks)].map(({ length }) => length)).toEqual([2, 1]);
  });

  it('cuts before the second tick of an instrument in one moment', () => {
    const ticks = [tick(1, 257, 1), tick(1, 257, 2), tick(1, 513, 1)];

    expect([...momentsOf(ticks)].map(({ length }) => length)).toEqual([1, 2]);
  });
});

describe('PlayedMarket', () => {
  it('has no snapshot before the first tick, and then the newest', async () => {
    const market = new PlayedMarket({
      instruments: () => [],
      source: () => [[tick(FIRST_DAY, 257, 100), tick(FIRST_DAY + 1_000, 257, 101)]],
    });
    const before = market.snapshotOf(257);
    await play(market);

    expect(before).toBeUndefined();
    expect(market.snapshotOf(257)).toMatchObject({ at: FIRST_DAY + 1_000, tick: { last_price: 101 } });
  });

  it('adds the figures of the day to the ticks of a file', async () => {
    const heard = await playTicks([
      tick(FIRST_DAY, 257, 100),
      tick(FIRST_DAY + 1_000, 257, 104),
      tick(FIRST_DAY + 2_000, 257, 98),
      tick(FIRST_DAY + 3_000, 257, 99),
    ]);

    expect(heard.map(([snapshot]) => snapshot?.tick.ohlc)).toEqual([
      { open: 100, high: 100, low: 100, close: 0 },
      { open: 100, high: 104, low: 100, close: 0 },
      { open: 100, high: 104, low: 98, close: 0 },
      { open: 100, high: 104, low: 98, close: 0 },
    ]);
  });

  it('makes the last price of a day the close before the next', async () => {
    const heard = await playTicks([tick(FIRST_DAY, 257, 100, 7), tick(SECOND_DAY, 257, 110, 9)]);

    expect(heard.at(-1)?.[0]).toMatchObject({
      tick: { ohlc: { open: 110, high: 110, low: 110, close: 100 } },
      oiDay: { high: 9, low: 9 },
    });
  });

  it('tells the range of open interest of the day', async () => {
    const heard = await playTicks([tick(FIRST_DAY, 257, 100, 7), tick(FIRST_DAY + 1, 257, 100, 5)]);

    expect(heard.map(([snapshot]) => snapshot?.oiDay)).toEqual([
      { high: 7, low: 7 },
      { high: 7, low: 5 },
    ]);
  });

  it('ends the subscription of a listener', async () => {
    const market = new PlayedMarket({ instruments: () => [], source: () => [[tick(FIRST_DAY, 257, 100)]] });
    const heard: unknown[] = [];
    const end = market.onTicks((snapshots) => heard.push(snapshots));
    end();
    await play(market);

    expect(heard).toEqual([]);
  });
});

describe('simulatedKiteMarket', () => {
  const options = { seed: 'a', ticksPerSecond: 4, now: FIRST_DAY };

  it('tells all instruments of a round together', async () => {
    const market = simulatedKiteMarket(options);
    const [, second = []] = await play(market, 3);

    expect(second.map(({ tick }) => tick.instrument_token)).toEqual(
      SIMULATED_INSTRUMENTS.map(({ instrument_token }) => instrument_token),
    );
    expect(market.instruments.map(({ instrument_token }) => instrument_token)).toEqual(
      expect.arrayContaining(SIMULATED_INSTRUMENTS.map(({ instrument_token }) => instrument_token)),
    );
  });

  it('repeats itself from the same seed', async () => {
    const first = await play(simulatedKiteMarket(options), 50);
    const second = await play(simulatedKiteMarket(options), 50);

    expect(second).toEqual(first);
  });

  it('differs with another seed', async () => {
    const first = await play(simulatedKiteMarket(options), 50);
    const second = await play(simulatedKiteMarket({ ...options, seed: 'b' }), 50);

    expect(second).not.toEqual(first);
  });
});

describe('stillMarket', () => {
  it('has instruments and no snapshot of them', () => {
    const { instruments } = simulatedKiteMarket({
      seed: 'a',
      ticksPerSecond: 4,
      now: FIRST_DAY,
    });
    const market = stillMarket(instruments);

    expect(market.instruments.map(({ instrument_token }) => market.snapshotOf(instrument_token))).toEqual(
      instruments.map(() => undefined),
    );
  });
});
