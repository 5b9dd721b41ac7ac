import { expect } from 'vitest';
import type { Envelope } from '../../shared/events/envelope.ts';
import { Kernel } from '../../shared/kernel/kernel.ts';
import type { KernelLimits } from '../../shared/kernel/limits.ts';
import type { Stage } from '../../shared/kernel/stage.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { fixedClock, kernelIn, lettersIn, trailIn, type World, world } from './kernel.ts';
import { kafkaEvent } from './records.ts';

type Death = 'before' | 'half-way' | 'after';
const DEATHS: readonly Death[] = ['before', 'half-way', 'after'];

/** A killed environment: no code of it runs again. */
const killed = new Promise<never>(() => undefined);

/** An environment that is killed at one of its calls, as by kill -9. */
const dying = <State>(
  w: World,
  stage: Stage<State, undefined>,
  at: number,
  how: Death,
  limits?: KernelLimits,
) => {
  let calls = 0;
  let die = (): void => undefined;
  const death = new Promise<'killed'>((resolve) => {
    die = () => resolve('killed');
  });
  let isDead = false;
  const call = async <T>(effect: () => Promise<T>, half: () => Promise<unknown>): Promise<T> => {
    if (isDead) return killed;
    calls += 1;
    if (calls !== at) return effect();
    isDead = true;
    if (how === 'half-way') await half();
    if (how === 'after') await effect();
    die();
    return killed;
  };
  const nothing = async (): Promise<void> => undefined;
  const firstHalf = <T>(list: readonly T[]): readonly T[] => list.slice(0, Math.floor(list.length / 2));
  const trail = trailIn(w.tables);
  const letters = lettersIn(w.tables);
  const kernel = new Kernel<State, undefined, Envelope>(stage, {
    store: {
      load: (id) => call(() => w.store.load(id), nothing),
      save: (id, next) => call(() => w.store.save(id, next), nothing),
    },
    publisher: {
      publish: (records) =>
        call(
          () => w.log.publish(records),
          () => w.log.publish(firstHalf(records)),
        ),
    },
    projections: {
      write: (list) =>
        call(
          () => w.tables.write(list),
          () => w.tables.write(firstHalf(list)),
        ),
    },
    trail: {
      write: (entries) =>
        call(
          () => trail.write(entries),
          () => trail.write(firstHalf(entries)),
        ),
    },
    deadLetters: {
      write: (list) =>
        call(
          () => letters.write(list),
          () => letters.write(firstHalf(list)),
        ),
    },
    log: {
      partitionCount: (topic) => call(() => w.log.partitionCount(topic), nothing),
      endOffset: (topic, partition) => call(() => w.log.endOffset(topic, partition), nothing),
    },
    clock: fixedClock,
    ...(limits && { limits }),
    loadContext: () => call(async () => undefined, nothing),
  });
  return {
    handle: (records: readonly KafkaRecord[]) => Promise.race([kernel.handle(kafkaEvent(records)), death]),
    calls: () => calls,
  };
};

/**
 * Kills an environment at each of its calls in turn; a new one then takes the same records.
 * @returns the number of its calls
 */
export const killAtEveryCall = async <State>(
  make: () => Stage<State, undefined>,
  records: readonly KafkaRecord[],
  check: (w: World, where: string) => Promise<void>,
  limits?: KernelLimits,
): Promise<number> => {
  const whole = dying(world(), make(), 0, 'before', limits);
  await whole.handle(records);
  for (let at = 1; at <= whole.calls(); at += 1) {
    for (const how of DEATHS) {
      const w = world();
      const where = `killed ${how} call ${at}`;
      expect(await dying(w, make(), at, how, limits).handle(records), where).toBe('killed');
      await kernelIn(w, make(), limits && { limits }).handle(kafkaEvent(records));
      await check(w, where);
    }
  }
  return whole.calls();
};
