import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { DEFAULT_LIMITS } from '../../../shared/kernel/limits.ts';
import { jsonCodec, type Stage } from '../../../shared/kernel/stage.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import { mergeStage, numberedTick } from '../../support/chain.ts';
import { kernelIn, type World, world } from '../../support/kernel.ts';
import { kafkaEvent, record, tickRecords } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';

const DEAD = 'market.ticks.dlq';
/** Limits that make every dead letter too large for the outbox. */
const TINY = { ...DEFAULT_LIMITS, deadLetterBytes: 10 };

const signal = (offset: number, origin: string, quantity: number) => {
  const { id, ts } = numberedTick(quantity);
  const topic = topicsFor('paper').signalsRaw;
  const event = {
    id,
    correlation_id: id,
    causation_id: null,
    broker: 'paper',
    type: 'trading_signal',
    ts,
    key: 'a:1',
    source: 'test',
    version: 1,
    data: { strategy_id: 'a', instrument_token: 1, signal_type: 'BUY', quantity, timestamp: ts },
  };
  return record({
    topic: topic.name,
    offset,
    value: Buffer.from(JSON.stringify(event)),
    headers: [['origin', Buffer.from(origin)]],
  });
};

/** A stage that accepts a tick or not, by a state that another record sets. */
const moodyStage = (): Stage<{ bad: boolean; taken: number }, undefined> => ({
  name: 'moody',
  topics: [SHARED_TOPICS.marketTicks, SHARED_TOPICS.systemErrors],
  codec: jsonCodec(),
  initial: () => ({ bad: true, taken: 0 }),
  reduce(state, event) {
    if (event.type === 'system_error') state.bad = false;
    else if (state.bad) throw new Error('not in the mood');
    else state.taken += 1;
    return [];
  },
});

const systemError = () => {
  const { id, ts } = numberedTick(1);
  return record({
    topic: SHARED_TOPICS.systemErrors.name,
    value: Buffer.from(
      JSON.stringify({
        id,
        correlation_id: id,
        causation_id: null,
        broker: 'shared',
        type: 'system_error',
        ts,
        key: 'shared',
        source: 'test',
        version: 1,
        data: { code: 'A', message: 'b', timestamp: ts },
      }),
    ),
  });
};

/** A publisher whose first call fails. */
const failingOnce = (w: World) => {
  let failed = false;
  return {
    publish: async (records: readonly OutgoingRecord[]) => {
      await w.log.publish(records);
      if (failed) return;
      failed = true;
      throw new TransientError('CRASH', 'after the publish');
    },
  };
};

describe('a dead letter that is too large for the outbox', () => {
  it('is not published by an environment with an old checkpoint, for a record that others skipped', async () => {
    const w = world();
    const [one, two] = [
      kernelIn(w, mergeStage(), { limits: TINY }),
      kernelIn(w, mergeStage(), { limits: TINY }),
    ];
    await one.handle(kafkaEvent([signal(0, 'split/market.ticks-0@1.0#0', 1)]));
    // The merge stage refuses 7. Its repeat has the same origin, and makes no second dead letter.
    await two.handle(kafkaEvent([signal(1, 'split/market.ticks-0@1.1#0', 7)]));
    await one.handle(kafkaEvent([signal(2, 'split/market.ticks-0@1.1#0', 7)]));

    expect(w.log.read('paper.signals.raw.dlq')).toHaveLength(1);
  });

  it('stays a dead letter if the stage would accept the record now', async () => {
    const w = world();
    const crashing = kernelIn(w, moodyStage(), { limits: TINY, publisher: failingOnce(w) });
    await crashing.handle(kafkaEvent(tickRecords(1)));
    await kernelIn(w, moodyStage(), { limits: TINY }).handle(kafkaEvent([systemError()]));

    const { report } = await kernelIn(w, moodyStage(), { limits: TINY }).handle(kafkaEvent(tickRecords(2)));

    const stored = await w.store.load('moody#0');
    const checkpoint = stored && decodeCheckpoint(stored.body);
    expect(report).toMatchObject({ poison: 1 });
    expect(checkpoint?.state).toEqual({ bad: false, taken: 1 });
    expect(checkpoint?.givenUp).toEqual({});
    const origins = w.log
      .read(DEAD)
      .map(({ headers }) => String(headers.find(([name]) => name === 'origin')?.[1]));
    expect(origins).toHaveLength(2);
    expect(new Set(origins).size).toBe(1);
  });

  it('can be one that fits the outbox, but not together with the state', async () => {
    const w = world();
    const weight = randomBytes(180_000).toString('base64');
    const heavy = (): Stage<unknown, undefined> => ({
      ...counterStage(),
      initial: () => ({ count: 0, sum: 0, weight }),
    });
    const noise = [1, 2].map((offset) => record({ offset, value: randomBytes(140_000) }));

    const { response } = await kernelIn(w, heavy(), {
      limits: { ...DEFAULT_LIMITS, checkpointBytes: 300_000 },
    }).handle(kafkaEvent([...tickRecords(1), ...noise, ...tickRecords(1, 3)]));

    expect(response.batchItemFailures).toEqual([]);
    expect(w.log.read(DEAD).map(({ value }) => value)).toEqual(noise.map(({ value }) => value));
    expect(w.log.read('paper.signals.raw')).toHaveLength(1);
  });
});
