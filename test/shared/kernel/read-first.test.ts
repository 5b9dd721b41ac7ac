import { describe, expect, it } from 'vitest';
import { RefusalError, TransientError } from '../../../shared/errors.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import type { CheckpointStore } from '../../../shared/kernel/ports.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, tickRecords } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';
import { accountStage, appendFills, appendSignals } from '../../support/two-mappings.ts';

const BATCH = 4;

const batch = (place: number) => kafkaEvent(tickRecords(BATCH, place * BATCH));

/** A store that counts reads, and fails on demand. */
const watched = (store: CheckpointStore) => {
  const seen = { loads: 0, failing: false };
  return {
    seen,
    store: {
      ...store,
      load: async (id: string) => {
        seen.loads += 1;
        if (seen.failing) throw new TransientError('DYNAMODB_FAILED', 'not now');
        return store.load(id);
      },
      save: (id: string, next: Parameters<CheckpointStore['save']>[1]) => store.save(id, next),
    },
  };
};

describe('a checkpoint that two environments save in turns', () => {
  it('is read before each batch after a lost race, so that no further race is lost', async () => {
    const w = world();
    const environments = [kernelIn(w, counterStage()), kernelIn(w, counterStage())];
    const races: number[] = [];

    for (let place = 0; place < 12; place += 1) {
      const { report } = (await environments[place % 2]?.handle(batch(place))) ?? {};
      races.push(report?.races ?? Number.NaN);
    }

    // The second begins cold. Then each of them finds an old checkpoint once.
    expect(races).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('is read again where a context is refused for an old one, and the batch goes on', async () => {
    const w = world();
    const loadContext = async (_: unknown, { count }: { readonly count: number }) => {
      // As one that depends on the state of another stage.
      if (count < BATCH) throw new RefusalError('OLD_STATE', `${count} are counted`);
    };
    const old = kernelIn(w, counterStage());
    await old.handle(batch(0));
    const other = kernelIn(w, counterStage(), { loadContext });
    await other.handle(batch(1));
    await old.handle(batch(2));

    const { report, response } = await other.handle(batch(3));

    expect(response.batchItemFailures).toEqual([]);
    expect(report).toMatchObject({ saves: 1, races: 1 });
  });

  it('is refused with the context where no other environment has saved', async () => {
    const loadContext = () => Promise.reject(new RefusalError('UNKNOWN_ACCOUNT', 'not known'));

    const { failures, report } = await kernelIn(world(), counterStage(), { loadContext }).handle(batch(0));

    expect(failures.map(({ error }) => error)).toEqual([
      expect.objectContaining({ code: 'UNKNOWN_ACCOUNT' }),
    ]);
    expect(report).toMatchObject({ saves: 0, races: 0 });
  });

  it('counts every record once', async () => {
    const w = world();
    const environments = [kernelIn(w, counterStage()), kernelIn(w, counterStage())];

    for (let place = 0; place < 6; place += 1) await environments[place % 2]?.handle(batch(place));

    const ids = w.log
      .read(topicsFor('paper').signalsRaw.name)
      .map(({ value }) => JSON.parse(String(value)))
      .map(({ id, data }) => [id, data.quantity]);
    const distinct = new Map(ids.map(([id, quantity]) => [id, quantity]));
    expect([...distinct.values()]).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
  });

  it('is not read any more once one environment saves alone', async () => {
    const w = world();
    const { store, seen } = watched(w.store);
    const mine = kernelIn(w, counterStage(), { store });
    const other = kernelIn(w, counterStage());
    await mine.handle(batch(0));
    await other.handle(batch(1));
    await mine.handle(batch(2));
    await mine.handle(batch(3));
    const before = seen.loads;

    const { report } = await mine.handle(batch(4));

    expect(seen.loads).toBe(before);
    expect(report).toMatchObject({ races: 0, saves: 1 });
  });

  it('is read once by an environment that is alone', async () => {
    const w = world();
    const { store, seen } = watched(w.store);
    const mine = kernelIn(w, counterStage(), { store });

    for (let place = 0; place < 5; place += 1) await mine.handle(batch(place));

    expect(seen.loads).toBe(1);
  });

  it('is read before every batch of a stage with several topics: no race is lost', async () => {
    const w = world();
    appendSignals(w, 4);
    appendFills(w, 4);
    const [signals, fills] = [topicsFor('paper').signalsRaw, SHARED_TOPICS.systemErrors].map(({ name }) => ({
      kernel: kernelIn(w, accountStage()),
      records: w.log.read(name),
    }));
    const races: number[] = [];

    for (let place = 0; place < 4; place += 1) {
      for (const mapping of [signals, fills]) {
        const result = await mapping?.kernel.handle(kafkaEvent(mapping.records.slice(place, place + 1)));
        races.push(result?.report.races ?? Number.NaN);
      }
    }

    expect(races).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    const stored = await w.store.load('account#0');
    expect(stored && decodeCheckpoint(stored.body).state).toEqual({ signals: 4, fills: 4 });
  });

  it('stops its partition if it cannot be read, and continues from the stored one', async () => {
    const w = world();
    const { store, seen } = watched(w.store);
    const mine = kernelIn(w, counterStage(), { store });
    const other = kernelIn(w, counterStage());
    await mine.handle(batch(0));
    await other.handle(batch(1));
    await mine.handle(batch(2));
    seen.failing = true;

    const failed = await mine.handle(batch(3));
    seen.failing = false;
    const again = await mine.handle(batch(3));

    expect(failed.response.batchItemFailures).toHaveLength(BATCH);
    expect(failed.report.saves).toBe(0);
    expect(again).toMatchObject({ response: { batchItemFailures: [] }, report: { saves: 1, races: 0 } });
  });
});
