import { describe, expect, it } from 'vitest';
import { feedWorld, strategyOf, tickOf } from './world.ts';

const RELIANCE = 738_561;
const GOLD = 110_000 * 256 + 7;

const at = (text: string): number => Date.parse(`${text}:00+05:30`);

interface Look {
  readonly minute: number;
  readonly state: string;
  readonly message: string;
  readonly isConnected: boolean;
}

/**
 * A process that follows the calendar from a moment on, and what one sees of it every minute. Ticks come each second while
 * `trades`.
 */
const watch = async (
  tokens: readonly number[],
  from: string,
  minutes: number,
  trades: (minute: number) => boolean = () => false,
) => {
  const startsAt = at(from);
  const { virtual, kite, tables, lease, start } = feedWorld(startsAt);
  tables.strategies = [strategyOf('one', tokens)];
  const looks: Look[] = [];
  const logs: string[] = [];
  const watching = async () => {
    const run = start({ followsCalendar: true });
    for (let second = 0; second <= minutes * 60; second += 1) {
      const minute = second / 60;
      if (trades(minute)) {
        kite.send(tokens.map((token) => tickOf(token, startsAt + virtual.now(), 100, second)));
      }
      if (second % 60 === 5) {
        const { state = 'none', message = '' } = lease.stored ?? {};
        looks.push({ minute: Math.floor(minute), state, message, isConnected: kite.tickers.size > 0 });
      }
      await virtual.sleep(1_000);
    }
    logs.push(...run.logs);
    run.stop();
    await run.ended;
    return run.metrics;
  };
  const metrics = await virtual.run(watching());
  const connectedAt = looks.filter(({ isConnected }) => isConnected).map(({ minute }) => minute);
  return {
    looks,
    logs,
    first: connectedAt[0],
    last: connectedAt.at(-1),
    silences: metrics.reduce((sum, { FeedSilence }) => sum + FeedSilence, 0),
    heartbeats: metrics.length,
  };
};

describe('a feed that follows the calendar', () => {
  it('connects five minutes before the opening, and reports silence only after it', async () => {
    const { first, silences, logs } = await watch([RELIANCE], '2026-11-23T09:05', 12);

    expect(first).toBe(5);
    expect(silences).toBeGreaterThan(5);
    expect(silences).toBeLessThanOrEqual(12);
    expect(logs).toContain('feed: markets are closed; the next opens Mon 23 Nov 09:15 IST');
  });

  it('is silent without an alarm on a holiday', async () => {
    const { first, silences, heartbeats, logs } = await watch([RELIANCE], '2026-11-24T09:05', 15);

    expect(first).toBeUndefined();
    expect(silences).toBe(0);
    expect(heartbeats).toBeGreaterThan(80);
    expect(logs).toContain('feed: markets are closed; the next opens Wed 25 Nov 09:15 IST');
  });

  it("connects for gold's evening on a holiday of the shares", async () => {
    const { first, silences } = await watch(
      [RELIANCE, GOLD],
      '2026-11-24T16:50',
      15,
      (minute) => minute >= 10,
    );

    expect(first).toBe(5);
    expect(silences).toBe(0);
  });

  it('connects for a session on a Saturday', async () => {
    const { first } = await watch([RELIANCE], '2025-02-01T09:05', 8);

    expect(first).toBe(5);
  });

  it('connects for Muhurat on a Sunday evening', async () => {
    const { first, looks } = await watch([RELIANCE], '2026-11-08T18:05', 12, (minute) => minute >= 10);

    expect(first).toBe(5);
    expect(looks.at(-1)?.state).toBe('live');
  });

  it('leaves 20 minutes after the close, gives its lease back, and reports no silence in between', async () => {
    const { last, looks, silences } = await watch([RELIANCE], '2026-11-23T15:13', 25, (minute) => minute < 2);

    expect(last).toBe(21);
    expect(looks.at(-1)).toMatchObject({
      state: 'closed',
      message: 'markets are closed; the next opens Wed 25 Nov 09:15 IST',
    });
    expect(silences).toBe(0);
  });

  it('ends a relay run at once where no market opens before its end', async () => {
    const { virtual, kite, tables, lease, start } = feedWorld(at('2026-11-24T10:00'));
    tables.strategies = [strategyOf('one', [RELIANCE])];

    const end = await virtual.run(start({ followsCalendar: true, endsInMs: 880_000 }).ended);

    expect(end).toBe('closed');
    expect(virtual.now()).toBeLessThan(3_000);
    expect(kite.opened).toBe(0);
    expect(lease.stored).toBeUndefined();
  });

  it('waits in a relay run that the opening falls into', async () => {
    const { virtual, kite, tables, start } = feedWorld(at('2026-11-23T09:00'));
    tables.strategies = [strategyOf('one', [RELIANCE])];

    const end = await virtual.run(start({ followsCalendar: true, endsInMs: 880_000 }).ended);

    expect(end).toBe('time');
    expect(kite.opened).toBe(1);
  });
});
