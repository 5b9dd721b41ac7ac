import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import type { Kernel } from '../../../shared/kernel/kernel.ts';
import type { StoredCheckpoint } from '../../../shared/kernel/ports.ts';
import type { KafkaRecord, OutgoingRecord } from '../../../shared/kernel/record.ts';
import { kernelIn, type World, world } from '../../support/kernel.ts';
import { kafkaEvent, record, tickRecords } from '../../support/records.ts';
import { checkAsync } from '../../support/seed.ts';
import { counterStage, sumStage } from '../../support/stages.ts';

const RAW = topicsFor('paper').signalsRaw.name;

/** What goes wrong at a port call: nothing, before the effect, after it, or half of it. */
type Fault = 'none' | 'before' | 'after' | 'half';

class Crash extends TransientError {
  constructor(where: string) {
    super('CRASH', where);
  }
}

/** Ports that fail as the list of faults says, one fault per call, then not any more. */
const faulty = (w: World, faults: Fault[]) => {
  const next = (): Fault => faults.shift() ?? 'none';
  return {
    store: {
      load: (id: string) => w.store.load(id),
      save: async (id: string, body: StoredCheckpoint) => {
        const fault = next();
        if (fault === 'before' || fault === 'half') throw new Crash('before the save');
        const result = await w.store.save(id, body);
        if (fault === 'after') throw new Crash('after the save');
        return result;
      },
    },
    publisher: {
      publish: async (records: readonly OutgoingRecord[]) => {
        const fault = next();
        if (fault === 'before') throw new Crash('before the publish');
        await w.log.publish(fault === 'half' ? records.slice(0, Math.ceil(records.length / 2)) : records);
        if (fault !== 'none') throw new Crash('after the publish');
      },
    },
  };
};

/**
 * Delivers a log at least once, as an event source mapping does: batches from a committed offset, again from
 * there after a failure, sometimes again after a success, by one of several environments, some of them new.
 */
const deliver = async <S, C, I>(
  log: readonly KafkaRecord[],
  sizes: readonly number[],
  environment: () => Kernel<S, C, I>,
  again: readonly boolean[],
): Promise<void> => {
  let committed = 0;
  for (let turn = 0; committed < log.length; turn += 1) {
    if (turn > 10_000) throw new Error('no progress');
    const batch = log.slice(committed, committed + (sizes[turn % sizes.length] ?? 1));
    const { response } = await environment().handle(kafkaEvent(batch));
    const failed = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier.offset);
    committed += failed.length === 0 ? batch.length : Math.min(...failed) - (batch[0]?.offset ?? 0);
    if (again[turn % again.length]) await environment().handle(kafkaEvent(batch));
  }
};

const fault = fc.constantFrom<Fault>('none', 'none', 'none', 'before', 'after', 'half');

describe('the kernel under faults', () => {
  it('gives the next stage every signal once and in order, whatever crashes, comes twice or races', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.array(fault, { maxLength: 60 }),
        fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 1, maxLength: 10 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
        async (count, sizes, faults, picks, again) => {
          const w = world();
          const ticks = tickRecords(count).map((each) =>
            each.offset % 7 === 3
              ? record({ offset: each.offset, value: Buffer.from(`not json ${each.offset}`) })
              : each,
          );
          const failing = faulty(w, [...faults]);
          // Environment 0 and 1 stay warm, so that they hold old checkpoints; 2 is a cold start each time.
          const warm = [kernelIn(w, counterStage(), failing), kernelIn(w, counterStage(), failing)];
          let turn = 0;
          const counters = () => {
            const pick = picks[turn++ % picks.length] ?? 2;
            return warm[pick] ?? kernelIn(w, counterStage(), failing);
          };

          await deliver(ticks, sizes, counters, again);
          // The last outbox may still be owed: the next batch, or a cold start, publishes it.
          await kernelIn(w, counterStage()).handle(kafkaEvent(ticks.slice(-1)));
          await deliver(w.log.read(RAW), sizes, () => kernelIn(w, sumStage()), again);

          const good = ticks.filter(({ offset }) => offset % 7 !== 3).length;
          const expected = Array.from({ length: Math.floor(good / 2) }, (_, i) => (i + 1) * 2);
          const stored = await w.store.load('sum#0');
          const total =
            stored === undefined ? 0 : (decodeCheckpoint(stored.body).state as { total: number }).total;
          expect(total).toBe(expected.reduce((sum, each) => sum + each, 0));

          const letters = new Set(w.log.read('market.ticks.dlq').map(({ value }) => String(value)));
          expect(letters.size).toBe(count - good);
        },
      ),
      60,
    );
  });
});
