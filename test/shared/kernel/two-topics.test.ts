import { describe, expect, it } from 'vitest';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { type Merge, mergeStage, numberedTick, splitStage } from '../../support/chain.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent } from '../../support/records.ts';

describe('a kernel that reads two topics with one checkpoint', () => {
  it('takes concurrent batches in turn, without a race and without a repeated publish', async () => {
    const w = world();
    for (const n of [1, 2, 3, 4, 6, 8, 9]) {
      const event = numberedTick(n);
      w.log.append({ topic: 'market.ticks', key: event.key, value: JSON.stringify(event), headers: [] });
    }
    await kernelIn(w, splitStage()).handle(kafkaEvent(w.log.read('market.ticks')));
    const signals = w.log.read(topicsFor('paper').signalsRaw.name);
    const errors = w.log.read(SHARED_TOPICS.systemErrors.name);

    const kernel = kernelIn(w, mergeStage());
    const { report } = await kernel.handle(kafkaEvent([...signals, ...errors]));

    const stored = await w.store.load('merge#0');
    const state = stored && (decodeCheckpoint(stored.body).state as Merge);
    expect(state?.count).toBe(signals.length + errors.length);
    expect(w.log.read(topicsFor('zerodha').signalsRaw.name)).toHaveLength(signals.length + errors.length);
    expect(report).toMatchObject({ races: 0, republished: 0, saves: 2 });
  });

  it('keeps a position per topic, which skips repeats without an origin', async () => {
    const w = world();
    const event = numberedTick(2);
    w.log.append({ topic: 'market.ticks', key: event.key, value: JSON.stringify(event), headers: [] });
    await kernelIn(w, splitStage()).handle(kafkaEvent(w.log.read('market.ticks')));
    const [signals, errors] = [topicsFor('paper').signalsRaw, SHARED_TOPICS.systemErrors].map(({ name }) =>
      kafkaEvent(w.log.read(name).map((record) => ({ ...record, headers: [] }))),
    );

    for (const batch of [signals, errors, signals, errors]) await kernelIn(w, mergeStage()).handle(batch);

    const stored = await w.store.load('merge#0');
    expect(stored && decodeCheckpoint(stored.body).state).toMatchObject({ count: 2 });
  });
});
