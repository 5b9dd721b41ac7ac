import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import type { Kernel } from '../../../shared/kernel/kernel.ts';
import type { NextCheckpoint } from '../../../shared/kernel/ports.ts';
import type { KafkaRecord, OutgoingRecord } from '../../../shared/ports/record.ts';
import {
  goesAsError,
  goesAsSignal,
  type Merge,
  merged,
  mergeStage,
  numberedTick,
  type Split,
  splitStage,
  type Total,
  throwsInMerge,
  throwsInSplit,
  totalStage,
} from '../../support/chain.ts';
import { Chaos, type ChaoticStage, seededChance } from '../../support/chaos.ts';
import { kernelIn, type World, world } from '../../support/kernel.ts';
import { kafkaEvent, record, tickRecords } from '../../support/records.ts';
import { checkAsync } from '../../support/seed.ts';
import { counterStage, sumStage } from '../../support/stages.ts';

const RAW = topicsFor('paper').signalsRaw.name;

/** The fault of a port call: none, before the effect, after it, or half-way. */
type Fault = 'none' | 'before' | 'after' | 'half';

class Crash extends TransientError {
  constructor(where: string) {
    super('CRASH', where);
  }
}

/** Ports that fail by the list of faults, one per call, and then work. */
const faulty = (w: World, faults: Fault[]) => {
  const next = (): Fault => faults.shift() ?? 'none';
  return {
    store: {
      load: (id: string) => w.store.load(id),
      save: async (id: string, body: NextCheckpoint) => {
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
 * Delivers a log at least once, like an event source mapping: in batches from a committed offset. It repeats a batch
 * after a failure and sometimes after a success. Several environments take the batches, some of them new.
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
  it('gives the next stage every signal once and in order, with crashes, repeats and races', async () => {
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
          // Environments 0 and 1 stay warm, with old checkpoints. Number 2 is a cold start each time.
          const warm = [kernelIn(w, counterStage(), failing), kernelIn(w, counterStage(), failing)];
          let turn = 0;
          const counters = () => {
            const pick = picks[turn++ % picks.length] ?? 2;
            return warm[pick] ?? kernelIn(w, counterStage(), failing);
          };

          await deliver(ticks, sizes, counters, again);
          // The last outbox may still be unpublished: the next batch, or a cold start, publishes it.
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

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const byNumber = (a: number, b: number) => a - b;

describe('a chain of stages under faults', () => {
  /** Numbered ticks, with records among them that are not events, some too large for the outbox. */
  const fill = (w: World, count: number, isBroken: (n: number) => boolean) => {
    for (const n of numbers(1, count + 1)) {
      const { key } = numberedTick(n);
      const broken = `not json ${n} ${'x'.repeat((n % 3) * 200)}`;
      w.log.append({
        topic: 'market.ticks',
        key,
        value: isBroken(n) ? broken : JSON.stringify(numberedTick(n)),
        headers: [],
      });
    }
  };

  const stateOf = async <S>(w: World, id: string): Promise<S | undefined> => {
    const stored = await w.store.load(id);
    return stored && (decodeCheckpoint(stored.body).state as S);
  };

  it('takes every number once, with crashes, zombies, cuts, repeats and poison, for two topics in one state', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(0, 0.05, 0.15, 0.3),
        fc.constantFrom(300, 2_000, 600_000),
        async (seed, count, badness, outboxBytes) => {
          const w = world();
          const chance = seededChance(seed);
          const isBroken = (n: number) => n % 7 === 3;
          fill(w, count, isBroken);
          const limits = { outboxBytes, checkpointBytes: 390_000, deadLetterBytes: 500 };
          const chaos = new Chaos(w, chance, badness);
          const stages: readonly ChaoticStage[] = [
            chaos.stage(splitStage, limits, undefined),
            chaos.stage(mergeStage, limits, undefined),
            chaos.stage(totalStage, limits, undefined),
          ];

          for (let turns = 0; stages.some((stage) => !stage.done()); turns += 1) {
            // Failures are published again, so with constant faults the work could grow as fast as it is done.
            if (turns === 60) await chaos.calm();
            if (turns > 2_000) throw new Error('no progress');
            await stages[chance.below(stages.length)]?.step();
            if (chance.happens(0.2)) chaos.releaseOne();
          }
          await chaos.calm();
          for (const stage of stages) await stage.coldStart();
          while (stages.some((stage) => !stage.done())) for (const stage of stages) await stage.step();

          const good = numbers(1, count + 1).filter((n) => !isBroken(n));
          const split = good.filter((n) => !throwsInSplit(n));
          const asSignal = split.filter(goesAsSignal);
          const asError = split.filter(goesAsError);
          const expected = [
            ...asSignal.filter((q) => !throwsInMerge(q)).map((q) => merged(q, false)),
            ...asError.filter((q) => !throwsInMerge(q)).map((q) => merged(q, true)),
          ];
          const taken = (await stateOf<Total>(w, 'total#0'))?.taken ?? [];
          expect(taken.toSorted(byNumber)).toEqual(expected.toSorted(byNumber));

          const merge = await stateOf<Merge>(w, 'merge#0');
          const sum = expected.reduce((total, each) => total + each, 0);
          expect(merge?.sum ?? 0).toBe(sum);
          const positions = await w.tables.scan('positions');
          expect(positions.find(({ position_id }) => position_id === 'merge')?.sum ?? 0).toBe(sum);
          expect(positions.find(({ position_id }) => position_id === 'total')?.sequence ?? 0).toBe(
            expected.length,
          );

          const lasts = await Promise.all(
            [0, 1, 2, 3].map(async (p) => (await stateOf<Split>(w, `split#${p}`))?.last ?? {}),
          );
          const prices = await w.tables.scan('instruments');
          expect(
            Object.fromEntries(
              prices.map(({ instrument_token, last_price }) => [instrument_token, last_price]),
            ),
          ).toEqual(Object.assign({}, ...lasts));

          const letters = await w.tables.scan('dead-letters');
          const places = letters.map(
            ({ topic, original_partition, original_offset }) =>
              `${topic}-${original_partition}@${original_offset}`,
          );
          expect(new Set(places).size).toBe(places.length);
          const broken = count - good.length;
          const inSplit = good.length - split.length;
          expect(letters.filter(({ topic }) => topic === 'market.ticks')).toHaveLength(broken + inSplit);
          expect(letters.filter(({ topic }) => topic !== 'market.ticks')).toHaveLength(
            asSignal.filter(throwsInMerge).length + asError.filter(throwsInMerge).length,
          );
        },
      ),
      200,
    );
  });
});
