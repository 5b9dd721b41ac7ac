import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeaseKeeper, type Takeover } from '../../../../functions/market-feed/lease/keeper.ts';
import type { FeedReport } from '../../../../shared/market/feed-lease.ts';
import { checkAsync } from '../../../support/seed.ts';
import { VirtualTime } from '../../../support/virtual-time.ts';
import { chanceOf, MemoryLease } from '../world.ts';

const REPORT: FeedReport = {
  state: 'live',
  message: '',
  ticks: 0,
  subscribed: 0,
  conflated: 0,
  refused: [],
  sockets: 1,
  unsent_ms: 0,
};

const setUp = (chance?: () => number) => {
  const virtual = new VirtualTime();
  const store = new MemoryLease(virtual, chance);
  const keeperOf = (self: string, { rate = 1, skewMs = 0 } = {}) => {
    const time = {
      now: () => virtual.now() + skewMs,
      elapsed: () => virtual.now() * rate,
      sleep: (milliseconds: number) => virtual.sleep(milliseconds / rate),
    };
    const keeper = new LeaseKeeper({ store, time, self, host: 'local' });
    return { keeper, time };
  };
  return { virtual, store, keeperOf };
};

const READY = { report: REPORT, isReady: true, mayTake: true };

describe('the lease of the feed', () => {
  it('is taken at once where no run had it', async () => {
    const { virtual, store, keeperOf } = setUp();
    const { keeper } = keeperOf('a');

    const takeover = await virtual.run(keeper.step(READY));

    expect(takeover).toEqual({ term: 1, before: undefined, sentUntil: undefined });
    expect(keeper.mayPublish()).toBe(true);
    expect(store.stored).toMatchObject({ holder: 'a', term: 1, released: false });
  });

  it('is taken five seconds after the last renewal of a holder that died', async () => {
    const { virtual, keeperOf } = setUp();
    const [a, b] = [keeperOf('a'), keeperOf('b')];
    let takenAt = 0;

    const takeover = await virtual.run(
      (async () => {
        await a.keeper.step(READY);
        const diedAt = virtual.now();
        for (;;) {
          const taken = await b.keeper.step({ ...READY, isReady: false });
          takenAt = virtual.now() - diedAt;
          if (taken !== undefined) return taken;
          await virtual.sleep(b.keeper.pauseMs);
        }
      })(),
    );

    expect(takeover).toMatchObject({ term: 2, before: { holder: 'a' } });
    expect(takenAt).toBeGreaterThan(5_000);
    expect(takenAt).toBeLessThan(6_000);
    expect(a.keeper.mayPublish()).toBe(false);
  });

  it('goes to a run that is ready as soon as the holder has released it', async () => {
    const { virtual, store, keeperOf } = setUp();
    const [a, b] = [keeperOf('a'), keeperOf('b')];

    await virtual.run(
      (async () => {
        await a.keeper.step(READY);
        await b.keeper.step(READY);
        expect(store.stored?.next).toBe('b');
        await a.keeper.step(READY);
        expect(a.keeper.isAwaited).toBe(true);
        await a.keeper.release({ ...REPORT, unsent_ms: 40 });
        expect(a.keeper.mayPublish()).toBe(false);
        await b.keeper.step(READY);
      })(),
    );

    expect(b.keeper.isHolder).toBe(true);
    expect(store.stored).toMatchObject({ holder: 'b', term: 2, released: false });
    expect(store.stored?.next).toBeUndefined();
  });

  it('returns to the run that released it when the run that waited has died', async () => {
    const { virtual, store, keeperOf } = setUp();
    const [a, b] = [keeperOf('a'), keeperOf('b')];

    const waited = await virtual.run(
      (async () => {
        await a.keeper.step(READY);
        await b.keeper.step(READY);
        await a.keeper.step(READY);
        await a.keeper.release(REPORT);
        const releasedAt = virtual.now();
        while (!a.keeper.isHolder) {
          await a.keeper.step(READY);
          await virtual.sleep(a.keeper.pauseMs);
        }
        return virtual.now() - releasedAt;
      })(),
    );

    expect(waited).toBeGreaterThanOrEqual(4_000);
    expect(store.stored).toMatchObject({ holder: 'a', term: 2 });
  });

  it('is asked for a few times a second while the table refuses every call at once', async () => {
    const { virtual, store, keeperOf } = setUp();
    const { keeper } = keeperOf('a');

    const steps = await virtual.run(
      (async () => {
        await keeper.step(READY);
        store.isDown = true;
        store.latencyMs = 0;
        const until = virtual.now() + 10_000;
        let refused = 0;
        while (virtual.now() < until) {
          await keeper.step(READY).catch(() => {
            refused += 1;
          });
          await virtual.sleep(keeper.pauseMs);
        }
        return refused;
      })(),
    );

    expect(steps).toBeGreaterThan(10);
    expect(steps).toBeLessThan(60);
  });

  it('is kept by a holder whose renewal was written although the answer was lost', async () => {
    const { virtual, store, keeperOf } = setUp();
    const { keeper } = keeperOf('a');

    await virtual.run(
      (async () => {
        await keeper.step(READY);
        store.lost = 1;
        await expect(keeper.step(READY)).rejects.toThrow('lost');
        store.lost = 0;
        await virtual.sleep(1_000);
        await keeper.step(READY);
      })(),
    );

    expect(keeper.mayPublish()).toBe(true);
    expect(store.stored?.term).toBe(1);
  });

  it('is not used by a holder that cannot renew it', async () => {
    const { virtual, store, keeperOf } = setUp();
    const { keeper } = keeperOf('a');

    await virtual.run(
      (async () => {
        await keeper.step(READY);
        store.isDown = true;
        await virtual.sleep(4_400);
        expect(keeper.mayPublish()).toBe(true);
        await virtual.sleep(200);
      })(),
    );

    expect(keeper.mayPublish()).toBe(false);
  });

  it('does not go back and forth between two runs that stay', async () => {
    const { virtual, store, keeperOf } = setUp();
    const [a, b] = [keeperOf('a'), keeperOf('b')];

    await virtual.run(
      (async () => {
        await a.keeper.step(READY);
        for (let n = 0; n < 60; n += 1) {
          for (const { keeper } of [a, b]) {
            await keeper.step(READY);
            if (keeper.isAwaited) await keeper.release(REPORT);
          }
          await virtual.sleep(500);
        }
      })(),
    );

    expect(store.stored).toMatchObject({ holder: 'b', term: 2 });
  });

  it('is with one run at a time, however clocks differ and answers are lost', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.nat(),
        fc.array(
          fc.record({
            rate: fc.double({ min: 0.97, max: 1.03, noNaN: true }),
            skewMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
            startsAt: fc.integer({ min: 0, max: 8_000 }),
            /** Pauses of the process, as of a garbage collection or a frozen environment. */
            freezes: fc.array(fc.integer({ min: 0, max: 12_000 }), { maxLength: 3 }),
          }),
          { minLength: 2, maxLength: 3 },
        ),
        fc.constantFrom(0, 0.1, 0.5),
        fc.constantFrom(20, 400, 3_000, 3_000),
        async (seed, runs, lost, latencyMs) => {
          const { virtual, store, keeperOf } = setUp(chanceOf(seed));
          store.lost = lost;
          store.latencyMs = latencyMs;
          const keepers = runs.map((run, place) => ({ ...run, ...keeperOf(`run-${place}`, run) }));
          const takeovers: Takeover[] = [];
          const together: string[] = [];
          let isOver = false;
          const watch = async (): Promise<void> => {
            while (virtual.now() < 60_000) {
              const publishing = keepers.filter(({ keeper }) => keeper.mayPublish());
              if (publishing.length > 1) together.push(`${virtual.now()}`);
              await virtual.sleep(10);
            }
            isOver = true;
          };
          const keep = async ({ keeper, startsAt, freezes }: (typeof keepers)[number]): Promise<void> => {
            await virtual.sleep(startsAt);
            for (let step = 0; !isOver; step += 1) {
              try {
                const takeover = await keeper.step(READY);
                if (takeover !== undefined) takeovers.push(takeover);
                if (keeper.isAwaited) await keeper.release(REPORT);
              } catch {
                // The outcome is not known: the next step reads it.
              }
              await virtual.sleep(freezes[step % 17] ?? keeper.pauseMs);
            }
          };

          await virtual.run(Promise.all([watch(), ...keepers.map(keep)]));

          const terms = takeovers.map(({ term }) => term);
          expect(together).toEqual([]);
          expect(new Set(terms).size).toBe(terms.length);
          if (lost < 0.5) expect(terms.length).toBeGreaterThan(0);
        },
      ),
      100,
    );
  });
});
