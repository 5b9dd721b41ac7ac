import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import type { StoredCheckpoint } from '../../../shared/kernel/ports.ts';
import { emitEvent, jsonCodec, type Stage } from '../../../shared/kernel/stage.ts';
import { type Chance, seededChance } from '../../support/chaos.ts';
import { kernelIn, type World, world } from '../../support/kernel.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { kafkaEvent, tickRecords } from '../../support/records.ts';
import { checkAsync } from '../../support/seed.ts';

const ID = 'ledger#0';

/** A log that holds all of the records. */
const LONG = { partitionCount: async () => 4, endOffset: async () => 1_000 };

interface Ledger {
  readonly taken: number[];
}

/** Keeps the number of every tick that it took, and emits it. */
const ledgerStage = (): Stage<Ledger, undefined> => ({
  name: 'ledger',
  topics: [SHARED_TOPICS.marketTicks],
  codec: jsonCodec(),
  initial: () => ({ taken: [] }),
  reduce(state, event) {
    if (event.type !== 'market_tick') throw new Error(`unexpected ${event.type}`);
    const number = event.data.last_price - 15_500;
    state.taken.push(number);
    return [
      emitEvent(topicsFor('paper').signalsRaw, 'trading_signal', {
        strategy_id: 'ledger',
        instrument_token: 1,
        signal_type: 'BUY',
        quantity: number + 1,
        timestamp: event.ts,
      }),
    ];
  },
});

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

const batch = (from: number, to: number) => kafkaEvent(tickRecords(to - from, from));

const takenIn = async (w: World): Promise<readonly number[]> => {
  const stored = await w.store.load(ID);
  return stored === undefined ? [] : (decodeCheckpoint(stored.body).state as Ledger).taken;
};

/** Environments whose checkpoints begin at different times. */
const environments = (w: World) => {
  const clock = new ManualClock();
  return () => {
    clock.advance(1_000);
    return kernelIn(w, ledgerStage(), { clock: new ManualClock(clock.now()), log: LONG });
  };
};

const failuresOf = async (kernel: ReturnType<ReturnType<typeof environments>>, event: unknown) =>
  (await kernel.handle(event)).response.batchItemFailures.length;

describe('an environment that is warm when its stage is reset', () => {
  it('acknowledges no record that the new state has not taken', async () => {
    const w = world();
    const environment = environments(w);
    const [warm, other] = [environment(), environment()];
    for (let from = 0; from < 60; from += 20) await warm.handle(batch(from, from + 20));
    w.store.set(ID, undefined);
    await other.handle(batch(0, 20));

    for (let from = 20; from < 60; from += 20) await warm.handle(batch(from, from + 20));

    expect(await takenIn(w)).toEqual(numbers(0, 60));
  });

  it('begins again if its checkpoint is deleted, even with records that it has seen', async () => {
    const w = world();
    const warm = environments(w)();
    await warm.handle(batch(0, 20));
    w.store.set(ID, undefined);

    const { report } = await warm.handle(batch(0, 20));

    expect(report).toMatchObject({ duplicates: 0, saves: 1, events: 20 });
    expect(await takenIn(w)).toEqual(numbers(0, 20));
  });

  it('does not overwrite the new history with its old one at the same version', async () => {
    const w = world();
    const environment = environments(w);
    const [warm, other] = [environment(), environment()];
    for (const from of [0, 30]) await warm.handle(batch(from, from + 30));
    w.store.set(ID, undefined);
    for (const from of [0, 45]) await other.handle(batch(from, from + 45));

    await warm.handle(batch(90, 100));

    expect(await takenIn(w)).toEqual(numbers(0, 100));
  });

  it('reads the store once for a batch that it has seen, and never for a new one', async () => {
    const w = world();
    let loads = 0;
    const warm = kernelIn(w, ledgerStage(), {
      log: LONG,
      store: {
        load: async (id) => {
          loads += 1;
          return w.store.load(id);
        },
        save: (id, next) => w.store.save(id, next),
      },
    });
    for (const from of [0, 10, 20]) await warm.handle(batch(from, from + 10));
    expect(loads).toBe(1);

    await warm.handle(batch(0, 30));

    expect(loads).toBe(2);
  });
});

describe('an environment that is warm when its table is restored', () => {
  /** The stored checkpoint. */
  const stored = async (w: World): Promise<StoredCheckpoint> => {
    const item = await w.store.load(ID);
    if (item === undefined) throw new Error('nothing is stored');
    return item;
  };

  it('takes records again that the older state of the same epoch has not taken', async () => {
    const w = world();
    const warm = environments(w)();
    await warm.handle(batch(0, 20));
    const backup = await stored(w);
    for (let from = 20; from < 60; from += 10) await warm.handle(batch(from, from + 10));
    w.store.set(ID, backup);

    for (let from = 20; from < 60; from += 10) await warm.handle(batch(from, from + 10));

    expect(await takenIn(w)).toEqual(numbers(0, 60));
  });

  it('does not overwrite what others saved after the restore, at the same version and epoch', async () => {
    const w = world();
    const environment = environments(w);
    const [warm, other] = [environment(), environment()];
    await warm.handle(batch(0, 20));
    const backup = await stored(w);
    await warm.handle(batch(20, 30));
    w.store.set(ID, backup);
    await other.handle(batch(20, 40));
    expect((await stored(w)).version).toBe(2);

    await warm.handle(batch(40, 50));

    expect(await takenIn(w)).toEqual(numbers(0, 50));
  });

  it('publishes the outbox of the restored state, though it has published another one since', async () => {
    const w = world();
    const warm = environments(w)();
    await warm.handle(batch(0, 10));
    const backup = await stored(w);
    await warm.handle(batch(10, 20));
    w.store.set(ID, backup);

    const { report } = await warm.handle(batch(0, 10));

    expect(report).toMatchObject({ duplicates: 10, republished: 1 });
  });
});

/**
 * Deliveries by several environments, with resets and restores between them. After each reset or restore the mapping
 * begins again at the position of the state, as the remedy says.
 */
const play = async (w: World, chance: Chance, count: number): Promise<void> => {
  const environment = environments(w);
  let warm = [environment(), environment()];
  const backups: StoredCheckpoint[] = [];
  let committed = 0;
  let mishaps = 0;
  while (committed < count) {
    const at = chance.below(3);
    const kernel = warm[at] ?? environment();
    // A rebalance gives an environment records that others have acknowledged.
    const from = Math.max(0, committed - chance.below(6));
    const to = Math.min(count, from + 1 + chance.below(8));
    if ((await failuresOf(kernel, batch(from, to))) === 0) committed = Math.max(committed, to);
    const item = await w.store.load(ID);
    if (item !== undefined && chance.happens(0.3)) backups.push(item);
    if (mishaps < 6 && chance.happens(0.15)) {
      mishaps += 1;
      const backup = chance.happens(0.5) ? backups[chance.below(backups.length)] : undefined;
      w.store.set(ID, backup);
      committed = (await takenIn(w)).length;
    }
    if (chance.happens(0.1)) warm = [environment(), ...warm.slice(0, 1)];
  }
};

describe('resets and restores during deliveries', () => {
  it('apply every acknowledged record to the state exactly once', async () => {
    await checkAsync(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 50 }), async (seed, count) => {
        const w = world();

        await play(w, seededChance(seed), count);

        expect(await takenIn(w)).toEqual(numbers(0, count));
      }),
      200,
    );
  });
});
