import { describe, expect, it } from 'vitest';
import { type FeedProgress, runFeed } from '../../../localstack/market-data/feed.ts';
import { parsePace } from '../../../localstack/market-data/pace.ts';
import { SessionSimulator } from '../../../localstack/market-data/simulator/session-simulator.ts';
import { timedTick } from '../../../localstack/market-data/timed-tick.ts';
import { decodeEvent } from '../../../shared/events/decode.ts';
import { ManualTimer } from './manual-timer.ts';

const simulated = (count: number) => {
  const simulator = new SessionSimulator({ seed: 'feed', date: '2026-11-23', ticksPerSecond: 10 });
  return [Array.from({ length: count }, () => simulator.next())];
};

const feed = { timer: new ManualTimer(), pace: parsePace('max') };

describe('runFeed', () => {
  it('sends every tick, in order, as a market_tick event keyed by its instrument', async () => {
    const source = simulated(30);
    const events: unknown[] = [];

    await runFeed({
      ...feed,
      source,
      send: async (records) => {
        for (const { key, value } of records) {
          const event = decodeEvent(value);
          expect(event).toMatchObject({ type: 'market_tick', source: 'market-feed', broker: 'shared', key });
          events.push(event.data);
        }
      },
    });

    expect(events).toEqual(source.flat().map(({ tick }) => tick));
  });

  it('sends the next batch after the broker has acknowledged the last one', async () => {
    let underWay = 0;
    const most: number[] = [];

    await runFeed({
      ...feed,
      batchSize: 5,
      source: simulated(20),
      send: async () => {
        underWay += 1;
        most.push(underWay);
        await Promise.resolve();
        underWay -= 1;
      },
    });

    expect(most).toEqual([1, 1, 1, 1]);
  });

  it('waits in lockstep until the pipeline has processed each tick', async () => {
    const calls: string[] = [];

    await runFeed({
      ...feed,
      pace: parsePace('lockstep'),
      source: simulated(2),
      send: async (records) => void calls.push(`sent ${records.length}`),
      caughtUp: async () => void calls.push('caughtUp'),
    });

    expect(calls).toEqual(['sent 1', 'caughtUp', 'sent 1', 'caughtUp']);
  });

  it('waits at max for the pipeline only with a lead', async () => {
    const calls: string[] = [];
    const options = {
      ...feed,
      send: async (records: readonly unknown[]) => void calls.push(`sent ${records.length}`),
      caughtUp: async () => void calls.push('caughtUp'),
    };

    await runFeed({ ...options, source: simulated(2), pace: { kind: 'max' } });
    await runFeed({ ...options, source: simulated(2), pace: { kind: 'max', leadMs: 60_000 } });

    expect(calls).toEqual(['sent 2', 'sent 2', 'caughtUp']);
  });

  it('tells the moments of the trading day between the ticks, and the rest of the day at the end', async () => {
    const at = (time: string) => Date.parse(`2026-05-05T${time}:00.000+05:30`);
    const ticks = ['15:19', '15:24', '15:27'].map((time) =>
      timedTick(at(time), { instrument_token: 256_265, last_price: 24_000 }),
    );
    const calls: string[] = [];

    await runFeed({
      ...feed,
      pace: parsePace('lockstep'),
      source: [ticks],
      send: async () => void calls.push('tick'),
      sendMoments: async (moments) =>
        void calls.push(moments.map(({ data: { kind, market } }) => `${kind} ${market}`).join(', ')),
      caughtUp: async () => void calls.push('caughtUp'),
    });

    expect(calls.filter((call) => call !== 'caughtUp').slice(0, 5)).toEqual([
      'day_opens shares',
      'tick',
      'square_off shares, square_off auction_shares',
      'tick',
      'square_off shares, square_off auction_shares, square_off derivatives',
    ]);
    expect(calls.filter((call) => call !== 'caughtUp').at(-1)).toContain('expiry commodities');
    expect(calls.filter((call) => call === 'caughtUp')).toHaveLength(calls.length / 2);
  });

  it('reports progress after every batch and at the end', async () => {
    const told: FeedProgress[] = [];
    const source = simulated(7);

    const end = await runFeed({
      ...feed,
      batchSize: 5,
      source,
      send: async () => {},
      onSent: (p) => told.push(p),
    });

    expect(told).toEqual([
      { ticks: 5, marketTime: source[0]?.[4]?.at },
      { ticks: 7, marketTime: source[0]?.[6]?.at },
    ]);
    expect(end).toEqual(told.at(-1));
  });

  it('throws the error of a failed send', async () => {
    const send = async () => {
      throw new Error('broker is gone');
    };

    await expect(runFeed({ ...feed, source: simulated(3), send })).rejects.toThrow('broker is gone');
  });

  it('refuses lockstep without a wait', async () => {
    const options = { ...feed, pace: parsePace('lockstep'), source: simulated(1), send: async () => {} };

    await expect(runFeed(options)).rejects.toThrow(/lockstep needs `caughtUp`/);
  });
});
