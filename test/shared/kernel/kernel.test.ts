import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { DEFAULT_LIMITS } from '../../../shared/kernel/limits.ts';
import { packOutbox } from '../../../shared/kernel/outbox.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { MemoryStore } from '../../support/memory/memory-store.ts';
import { kafkaEvent, record, tick, tickEvent, tickRecords } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';
import { accountStage, appendSignals } from '../../support/two-mappings.ts';

const RAW = topicsFor('paper').signalsRaw.name;
const DEAD = 'market.ticks.dlq';

const savedState = async (w: ReturnType<typeof world>, id = 'counter#0') => {
  const stored = await w.store.load(id);
  return stored && decodeCheckpoint(stored.body);
};

const quantities = (records: readonly { value: Buffer | null }[]) =>
  records.map(({ value }) => JSON.parse(String(value)).data.quantity);

describe('Kernel', () => {
  it('saves the state of a batch and publishes what the stage emits', async () => {
    const w = world();

    const { response, report } = await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(4)));

    expect(response).toEqual({ batchItemFailures: [] });
    expect(report).toMatchObject({ records: 4, events: 2, poison: 0, duplicates: 0, saves: 1 });
    expect(quantities(w.log.read(RAW))).toEqual([2, 4]);
    expect((await savedState(w))?.state).toMatchObject({ count: 4 });
  });

  it('loads each context with the state before its batch, also after another environment saved first', async () => {
    const w = world();
    const counts: number[] = [];
    const kernel = kernelIn(w, counterStage(), {
      loadContext: async (_, { count }) => {
        counts.push(count);
        return undefined;
      },
    });
    await kernel.handle(kafkaEvent(tickRecords(4)));
    await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(2, 4)));

    await kernel.handle(kafkaEvent(tickRecords(2, 6)));

    // The last batch first used the checkpoint in memory, lost the race, and loaded again.
    expect(counts).toEqual([0, 4, 6]);
  });

  it('writes projections after the save, the last of each key only', async () => {
    const w = world();

    await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(4)));

    expect(await w.tables.scan('instruments')).toEqual([expect.objectContaining({ last_price: 15_503 })]);
  });

  it('skips a redelivered batch by position', async () => {
    const w = world();
    const kernel = kernelIn(w, counterStage());
    await kernel.handle(kafkaEvent(tickRecords(4)));

    const { report } = await kernel.handle(kafkaEvent(tickRecords(4)));

    expect(report).toMatchObject({ duplicates: 4, saves: 0, events: 0 });
    expect(w.log.read(RAW)).toHaveLength(2);
  });

  it('counts the offsets that were never delivered', async () => {
    const w = world();
    const kernel = kernelIn(w, counterStage());
    await kernel.handle(kafkaEvent(tickRecords(4)));

    const { report } = await kernel.handle(kafkaEvent(tickRecords(4, 10)));

    expect(report).toMatchObject({ missing: 6, duplicates: 0 });
    expect((await kernel.handle(kafkaEvent(tickRecords(4, 10)))).report.missing).toBe(0);
  });

  it('emits the same ids for the same input in another environment', async () => {
    const [one, two] = [world(), world()];

    await kernelIn(one, counterStage()).handle(kafkaEvent(tickRecords(4)));
    for (const each of tickRecords(4)) await kernelIn(two, counterStage()).handle(kafkaEvent([each]));

    // A cold start publishes the last outbox again. Consumers skip it by its origin.
    const ids = (w: typeof one) => [
      ...new Set(w.log.read(RAW).map(({ value }) => JSON.parse(String(value)).id)),
    ];
    expect(ids(two)).toEqual(ids(one));
  });

  it('makes a dead letter of a record that is not an event, and continues', async () => {
    const w = world();
    const bad = record({
      offset: 2,
      value: Buffer.from([0xff, 0xfe]),
      headers: [['trace', Buffer.from('é')]],
    });
    const [a, b] = tickRecords(2);
    const [c, d] = tickRecords(2, 3);

    const { report } = await kernelIn(w, counterStage()).handle(
      kafkaEvent([a, b, bad, c, d].filter((r) => r !== undefined)),
    );

    expect(report).toMatchObject({ poison: 1, events: 2 });
    const [letter] = w.log.read(DEAD);
    const headers = Object.fromEntries(letter?.headers.map(([name, value]) => [name, String(value)]) ?? []);
    expect(letter?.value).toEqual(bad.value);
    expect(headers).toMatchObject({
      trace: 'é',
      'dead-letter-reason': 'BAD_UTF8',
      'dead-letter-stage': 'counter',
      'dead-letter-topic': 'market.ticks',
      'dead-letter-partition': '0',
      'dead-letter-offset': '2',
      'dead-letter-attempts': '1',
    });
  });

  it('leaves the state unchanged by a record on which the reducer threw', async () => {
    const w = world();
    const poison = record({
      offset: 2,
      value: Buffer.from(JSON.stringify(tickEvent(tick({ last_price: 666 })))),
    });

    await kernelIn(w, counterStage()).handle(kafkaEvent([...tickRecords(2), poison, ...tickRecords(2, 3)]));

    expect((await savedState(w))?.state).toEqual({ count: 4, sum: 15_500 + 15_501 + 15_503 + 15_504 });
    expect(w.log.read(DEAD)).toHaveLength(1);
    expect(quantities(w.log.read(RAW))).toEqual([2, 4]);
  });

  it('finishes a batch full of records on which the reducer throws', async () => {
    const w = world();
    let reduced = 0;
    const counter = counterStage();
    const stage: typeof counter = {
      ...counter,
      reduce: (...given) => {
        reduced += 1;
        return counter.reduce(...given);
      },
    };
    const poison = tickRecords(200).map((each) => ({
      ...each,
      value: Buffer.from(JSON.stringify(tickEvent(tick({ last_price: 666 })))),
    }));

    const { report } = await kernelIn(w, stage).handle(kafkaEvent([...poison, ...tickRecords(2, 200)]));

    expect(report).toMatchObject({ poison: 200, events: 1 });
    expect(w.log.read(DEAD)).toHaveLength(200);
    // Some are saved before others are reduced: a function that runs out of time continues after them.
    expect(report.saves).toBeGreaterThan(10);
    expect(reduced).toBeLessThan(200 * 20);
  });

  it('makes a dead letter of an event on a topic of another broker', async () => {
    const w = world();
    const stray = { ...tickEvent(tick()), broker: 'zerodha' };

    await kernelIn(w, counterStage()).handle(
      kafkaEvent([record({ value: Buffer.from(JSON.stringify(stray)) })]),
    );

    expect(w.log.read(DEAD)[0]?.headers.map(String)).toContainEqual('dead-letter-reason,WRONG_BROKER');
  });

  it('reports a partition from its first unpublished offset if publishing fails, and publishes at the next turn', async () => {
    const w = world();
    let down = true;
    const publisher = {
      publish: async (records: readonly OutgoingRecord[]) => {
        if (down) throw new TransientError('KAFKA_PUBLISH_FAILED', 'down');
        await w.log.publish(records);
      },
    };
    const kernel = kernelIn(w, counterStage(), { publisher });

    const failed = await kernel.handle(kafkaEvent(tickRecords(2, 0)));
    down = false;
    const recovered = await kernel.handle(kafkaEvent(tickRecords(2, 0)));

    expect(failed.response.batchItemFailures).toEqual(
      [0, 1].map((offset) => ({ itemIdentifier: { partition: 'market.ticks-0', offset } })),
    );
    expect(recovered.response.batchItemFailures).toEqual([]);
    expect(recovered.report).toMatchObject({ republished: 1, duplicates: 2 });
    expect(quantities(w.log.read(RAW))).toEqual([2]);
  });

  it('processes other partitions while one fails', async () => {
    const w = world();
    const store = {
      load: (id: string) => w.store.load(id),
      save: async (id: string, next: Parameters<typeof w.store.save>[1]) => {
        if (id === 'counter#1') throw new TransientError('DYNAMODB_FAILED', 'throttled');
        return w.store.save(id, next);
      },
    };

    const { response } = await kernelIn(w, counterStage(), { store }).handle(
      kafkaEvent([...tickRecords(2, 0, 0), ...tickRecords(2, 0, 1)]),
    );

    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      { partition: 'market.ticks-1', offset: 0 },
      { partition: 'market.ticks-1', offset: 1 },
    ]);
    expect((await savedState(w))?.state).toMatchObject({ count: 2 });
  });

  it('reloads and reduces again when another environment has saved first', async () => {
    const w = world();
    const [one, two] = [kernelIn(w, counterStage()), kernelIn(w, counterStage())];
    await one.handle(kafkaEvent(tickRecords(2, 0)));
    await two.handle(kafkaEvent(tickRecords(2, 2)));

    const { report } = await one.handle(kafkaEvent(tickRecords(2, 4)));

    expect(report.races).toBe(1);
    expect((await savedState(w))?.state).toMatchObject({ count: 6 });
    expect(quantities(w.log.read(RAW)).slice(-1)).toEqual([6]);
  });

  it('recovers from a save whose answer was lost', async () => {
    const w = world();
    let lost = false;
    const store = {
      load: (id: string) => w.store.load(id),
      save: async (id: string, next: Parameters<typeof w.store.save>[1]) => {
        if (lost) return w.store.save(id, next);
        lost = true;
        await w.store.save(id, next);
        // The SDK retries, and its own first write makes the condition fail.
        return w.store.save(id, next);
      },
    };

    const { response } = await kernelIn(w, counterStage(), { store }).handle(kafkaEvent(tickRecords(4)));

    expect(response.batchItemFailures).toEqual([]);
    expect(quantities(w.log.read(RAW))).toEqual([2, 4]);
    expect((await savedState(w))?.state).toMatchObject({ count: 4 });
  });

  it('cuts a batch before its outbox exceeds the limit', async () => {
    const w = world();

    const { report } = await kernelIn(w, counterStage(), {
      limits: { ...DEFAULT_LIMITS, outboxBytes: 500 },
    }).handle(kafkaEvent(tickRecords(10)));

    expect(report.saves).toBeGreaterThan(2);
    expect(quantities(w.log.read(RAW))).toEqual([2, 4, 6, 8, 10]);
  });

  it('halves a batch whose checkpoint does not fit into an item', async () => {
    const w = world();

    const { report } = await kernelIn(w, counterStage(), {
      limits: { ...DEFAULT_LIMITS, checkpointBytes: 900 },
    }).handle(kafkaEvent(tickRecords(16)));

    expect(report.saves).toBeGreaterThan(1);
    expect(quantities(w.log.read(RAW))).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
  });

  it('refuses state that never fits into an item', async () => {
    const w = world();

    const { failures } = await kernelIn(w, counterStage(), {
      limits: { ...DEFAULT_LIMITS, checkpointBytes: 10 },
    }).handle(kafkaEvent(tickRecords(2)));

    expect(failures[0]?.error).toMatchObject({ code: 'STATE_TOO_LARGE' });
  });

  it('publishes a dead letter too large for the outbox in its order', async () => {
    const w = world();
    const huge = record({ offset: 1, value: Buffer.alloc(1_000_000, 'x') });
    const small = record({ offset: 2, value: Buffer.from('y') });
    const records = [record({ offset: 0, value: Buffer.from('x') }), huge, small];

    const { response } = await kernelIn(w, counterStage()).handle(kafkaEvent(records));

    expect(response.batchItemFailures).toEqual([]);
    expect(w.log.read(DEAD).map(({ value }) => value?.length)).toEqual([1, 1_000_000, 1]);
  });

  it('keeps tombstones and keyless records unchanged in the dead letter', async () => {
    const w = world();

    await kernelIn(w, counterStage()).handle(kafkaEvent([record({ key: null, value: null })]));

    expect(w.log.read(DEAD)[0]).toMatchObject({ key: null, value: null });
  });

  it('refuses a topic whose number of partitions has changed', async () => {
    const w = world();
    await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(2)));
    const grown = { partitionCount: async () => 8, endOffset: w.log.endOffset.bind(w.log) };

    const { failures, response } = await kernelIn(w, counterStage(), { log: grown }).handle(
      kafkaEvent(tickRecords(2, 2)),
    );

    expect(failures[0]?.error).toMatchObject({ code: 'PARTITION_COUNT_CHANGED' });
    expect(response.batchItemFailures).toHaveLength(2);
  });

  it('takes over a checkpoint of an earlier release: its one outbox is published once, then left out', async () => {
    const w = world();
    await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(2)));
    const now = await savedState(w);
    if (now === undefined) throw new Error('nothing was saved');
    const { epoch, positions, origins, partitionCounts, givenUp, state } = now;
    const pending = packOutbox({
      records: [{ topic: RAW, key: 'k', value: '{"data":{"quantity":99}}', headers: [] }],
      projections: [],
    });
    const packed = [epoch, positions, origins, partitionCounts, givenUp, state, pending];
    w.store.set('counter#0', { version: 7, body: Buffer.from(`\u0001${JSON.stringify(packed)}`) });
    const kernel = kernelIn(w, counterStage());

    await kernel.handle(kafkaEvent(tickRecords(1, 2)));
    await kernel.handle(kafkaEvent(tickRecords(1, 3)));

    expect(quantities(w.log.read(RAW))).toEqual([2, 99, 4]);
    expect(await savedState(w)).toMatchObject({ state: { count: 4 } });
    expect(Object.keys((await savedState(w))?.outboxes ?? {})).toEqual(['market.ticks-0']);
  });

  it('begins no second account if a topic of one partition gains another', async () => {
    const w = world();
    appendSignals(w, 2);
    const [signal] = w.log.read(RAW);
    if (signal === undefined) throw new Error('no signal');
    await kernelIn(w, accountStage()).handle(kafkaEvent([signal]));
    const log = { partitionCount: async () => 2, endOffset: w.log.endOffset.bind(w.log) };

    const { failures } = await kernelIn(w, accountStage(), { log }).handle(
      kafkaEvent([
        { ...signal, offset: 1 },
        { ...signal, partition: 1 },
      ]),
    );

    expect(failures.map(({ error }) => error)).toMatchObject([
      { name: 'RefusalError', code: 'PARTITION_COUNT_CHANGED' },
      { name: 'RefusalError', code: 'PARTITION_COUNT_CHANGED' },
    ]);
    expect(w.store.ids()).toEqual(['account#0']);
  });

  it('continues if a topic gains partitions and the state does not depend on them', async () => {
    const w = world();
    const log = { partitionCount: async () => 8, endOffset: w.log.endOffset.bind(w.log) };
    const kernel = kernelIn(w, { ...counterStage(), checkpointPer: 'topic' as const }, { log });

    const { response } = await kernel.handle(kafkaEvent(tickRecords(2, 0, 7)));

    expect(response.batchItemFailures).toEqual([]);
    expect(w.store.ids()).toEqual(['counter#market.ticks-7']);
  });

  it('refuses a log that was deleted and created again', async () => {
    const w = world();
    await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(10)));
    const anew = { partitionCount: async () => 4, endOffset: async () => 2 };

    const { failures } = await kernelIn(w, counterStage(), { log: anew }).handle(kafkaEvent(tickRecords(2)));

    expect(failures[0]?.error).toMatchObject({ code: 'CHECKPOINT_AHEAD_OF_LOG' });
  });

  it('refuses a new log that has grown past the old position', async () => {
    const w = world();
    await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(3)));
    const others = tickRecords(6).map((each) => ({
      ...each,
      value: Buffer.from(String(each.value).replace('test-feed', 'other')),
    }));

    const { failures } = await kernelIn(w, counterStage()).handle(kafkaEvent(others));

    expect(failures[0]?.error).toMatchObject({ code: 'CHECKPOINT_AHEAD_OF_LOG' });
  });

  it('continues in the same environment once the refused checkpoint is deleted', async () => {
    const w = world();
    let store = w.store;
    const kernel = kernelIn(w, counterStage(), {
      store: { load: (id) => store.load(id), save: (id, next) => store.save(id, next) },
      log: { partitionCount: async () => 4, endOffset: async () => 2 },
    });
    await kernel.handle(kafkaEvent(tickRecords(10)));
    const { failures } = await kernel.handle(kafkaEvent(tickRecords(2)));
    store = new MemoryStore();

    const { report } = await kernel.handle(kafkaEvent(tickRecords(2)));

    expect(failures).toHaveLength(1);
    expect(report).toMatchObject({ events: 1, duplicates: 0, saves: 1 });
  });

  it('begins again in the same environment when its checkpoint is deleted', async () => {
    const w = world();
    let store = w.store;
    const kernel = kernelIn(w, counterStage(), {
      store: { load: (id) => store.load(id), save: (id, next) => store.save(id, next) },
    });
    await kernel.handle(kafkaEvent(tickRecords(4)));
    store = new MemoryStore();

    const { report, response } = await kernel.handle(kafkaEvent(tickRecords(2, 4)));

    expect(response.batchItemFailures).toEqual([]);
    expect(report).toMatchObject({ races: 1, saves: 1, events: 1 });
    expect(quantities(w.log.read(RAW))).toEqual([2, 4, 2]);
  });

  it('throws on a topic that the stage does not read, before any effect', async () => {
    const w = world();

    const handled = kernelIn(w, counterStage()).handle(kafkaEvent([record({ topic: RAW })]));

    await expect(handled).rejects.toMatchObject({ code: 'FOREIGN_TOPIC' });
    expect(w.store.ids()).toEqual([]);
  });

  it.each([undefined, null, {}, { records: [] }, { records: { 'a-0': [{}] } }])(
    'throws on %j, which is not a Kafka event',
    async (event) => {
      await expect(kernelIn(world(), counterStage()).handle(event)).rejects.toMatchObject({
        code: 'NOT_A_KAFKA_EVENT',
      });
    },
  );

  it('makes a dead letter of a value that is not base64', async () => {
    const w = world();
    const event = kafkaEvent([record()]);
    const [broken] = event.records['market.ticks-0'] ?? [];

    await kernelIn(w, counterStage()).handle({
      ...event,
      records: { 'market.ticks-0': [{ ...broken, value: 'not*base64!!' }] },
    });

    expect(String(w.log.read(DEAD)[0]?.value)).toBe('not*base64!!');
    expect(w.log.read(DEAD)[0]?.headers.map(String)).toContainEqual('dead-letter-reason,BAD_BASE64');
  });
});
