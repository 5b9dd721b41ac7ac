import { describe, expect, it } from 'vitest';
import { type Checkpoint, encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { CheckpointMemory } from '../../../shared/kernel/checkpoint-memory.ts';
import { type Outbox, packOutbox, unpackOutbox } from '../../../shared/kernel/outbox.ts';
import { fixedClock } from '../../support/kernel.ts';
import { MemoryStore } from '../../support/memory/memory-store.ts';
import { counterStage } from '../../support/stages.ts';

const outbox = (key: string): Outbox => ({
  records: [{ topic: 't', key, value: '{}', headers: [] }],
  projections: [],
});

/** The outbox as another environment reads it from the store. */
const stored = (one: Outbox): Outbox => unpackOutbox(JSON.parse(JSON.stringify(packOutbox(one))));

const memory = () => new CheckpointMemory('counter#0', counterStage(), new MemoryStore(), fixedClock);

/** The checkpoint in memory with other outboxes. */
const holding = async (of: ReturnType<typeof memory>, outboxes: Checkpoint['outboxes']) => {
  const warm = await of.current();
  return { ...warm, checkpoint: { ...warm.checkpoint, outboxes } };
};

/** A memory that has saved once, and so is warm. */
const warmMemory = async () => {
  const one = memory();
  const warm = await one.current();
  await one.save(warm, warm.checkpoint, encodeCheckpoint(warm.checkpoint), undefined);
  return one;
};

describe('CheckpointMemory', () => {
  it('returns all outboxes before the first save, then only those of the partition', async () => {
    const one = memory();
    const both = { 'a-0': outbox('a1'), 'b-0': outbox('b1') };

    const cold = one.unpublishedBefore(await holding(one, both), 'a-0');
    const warm = await warmMemory();
    const later = warm.unpublishedBefore(await holding(warm, both), 'a-0');

    expect(Object.keys(cold)).toEqual(['a-0', 'b-0']);
    expect(Object.keys(later)).toEqual(['a-0']);
  });

  it('returns an outbox again until it is published', async () => {
    const one = memory();
    const both = await holding(one, { 'a-0': outbox('a'), 'b-0': outbox('b') });

    one.published('a-0', outbox('a'));

    expect(Object.keys(one.unpublishedBefore(both, 'a-0'))).toEqual(['b-0']);
  });

  it('recognizes a published outbox by its content', async () => {
    const one = await warmMemory();
    one.published('a-0', outbox('a'));

    const same = one.unpublishedBefore(await holding(one, { 'a-0': stored(outbox('a')) }), 'a-0');
    const another = one.unpublishedBefore(await holding(one, { 'a-0': stored(outbox('another')) }), 'a-0');

    expect(same).toEqual({});
    expect(another).toEqual({ 'a-0': outbox('another') });
  });

  it('keeps the outboxes of other partitions until they are known to be published', async () => {
    const one = await warmMemory();
    const all = await holding(one, { 'a-0': outbox('a'), 'b-0': outbox('b'), 'c-0': outbox('c') });
    one.published('b-0', outbox('b'));

    const before = Object.keys(one.unpublishedOfOthers(all, 'a-0'));
    one.published('c-0', outbox('c'));

    expect(before).toEqual(['c-0']);
    expect(one.unpublishedOfOthers(all, 'a-0')).toEqual({});
  });

  it('returns an outbox without a partition for every partition', async () => {
    const one = await warmMemory();

    const due = one.unpublishedBefore(await holding(one, { '': outbox('old') }), 'a-0');

    expect(due).toEqual({ '': outbox('old') });
  });
});
