import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { DEFAULT_LIMITS } from '../../../shared/kernel/limits.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent } from '../../support/records.ts';
import { accountStage, appendFills, appendSignals, contend } from '../../support/two-mappings.ts';

const RAW = topicsFor('paper').signalsRaw.name;
const FILLS = SHARED_TOPICS.systemErrors.name;
const VERDICTS = topicsFor('zerodha').signalsRaw.name;

/** An account with its signals and fills on their topics. */
const account = (signals: number, fills: number) => {
  const w = world();
  appendSignals(w, signals);
  appendFills(w, fills);
  const stored = async () => {
    const item = await w.store.load('account#0');
    return item && decodeCheckpoint(item.body);
  };
  return { w, stored, signals: w.log.read(RAW), fills: w.log.read(FILLS) };
};

const verdicts = (w: ReturnType<typeof world>) =>
  w.log.read(VERDICTS).map(({ value }) => JSON.parse(String(value)).data.quantity);

/** A publisher that fails while `down` is set. */
const brittle = (w: ReturnType<typeof world>) => {
  const publisher = {
    down: false,
    publish: async (records: readonly OutgoingRecord[]) => {
      if (publisher.down) throw new TransientError('KAFKA_PUBLISH_FAILED', 'down');
      await w.log.publish(records);
    },
  };
  return publisher;
};

describe('two mappings of one stage in two environments', () => {
  it('publish every effect once with almost no lost race, for six calls a signal', async () => {
    const { published, distinct, races, callsPerSignal } = await contend({
      signals: 100,
      fills: 100,
      signalsEvery: 40,
      follow: true,
    });

    expect(distinct).toBe(100);
    // One repeat, when the second environment starts cold.
    expect(published).toBeLessThanOrEqual(101);
    expect(races).toBeLessThan(5);
    // A read, a save, the context and a publish for the signal; a read and a save for its fill.
    expect(callsPerSignal).toBeLessThan(6.1);
  });

  it('take turns: ten signals do not wait for a backlog of 1,500 fills', async () => {
    const { contended, longestWait, distinct } = await contend({
      signals: 10,
      fills: 1_500,
      signalsEvery: 0,
      follow: false,
    });

    expect(distinct).toBe(10);
    expect(contended).toBe(0);
    // Milliseconds of virtual time. The fills take 15,000, and ten signals alone 300.
    expect(longestWait).toBeLessThan(1_000);
  });

  it('lose no verdict when the environment that saved it is gone: its records are redelivered', async () => {
    const { w, signals, fills } = account(1, 3);
    const publisher = brittle(w);
    publisher.down = true;
    await kernelIn(w, accountStage(), { publisher }).handle(kafkaEvent(signals));
    publisher.down = false;
    const other = kernelIn(w, accountStage());
    await other.handle(kafkaEvent(fills.slice(0, 1)));
    await other.handle(kafkaEvent(fills.slice(1)));

    const { report, response } = await kernelIn(w, accountStage()).handle(kafkaEvent(signals));

    expect(response.batchItemFailures).toEqual([]);
    expect(report).toMatchObject({ duplicates: 1, saves: 0 });
    expect(new Set(verdicts(w))).toEqual(new Set([1]));
  });

  it('keep the outbox of the other mapping, and do not publish it once they are warm', async () => {
    const { w, stored, signals, fills } = account(2, 2);
    const forFills = kernelIn(w, accountStage());
    await forFills.handle(kafkaEvent(fills.slice(0, 1)));
    const publisher = brittle(w);
    publisher.down = true;
    await kernelIn(w, accountStage(), { publisher }).handle(kafkaEvent(signals.slice(0, 1)));

    const { report } = await forFills.handle(kafkaEvent(fills.slice(1)));

    expect(report).toMatchObject({ republished: 0, saves: 1 });
    expect(Object.keys((await stored())?.outboxes ?? {})).toEqual([`${RAW}-0`]);
    expect(verdicts(w)).toEqual([]);
  });

  it('publish the outbox of the other mapping if both do not fit into one item', async () => {
    const { w, stored, signals, fills } = account(20, 2);
    const publisher = brittle(w);
    await kernelIn(w, accountStage()).handle(kafkaEvent(fills.slice(0, 1)));
    const limits = { ...DEFAULT_LIMITS, checkpointBytes: 3_000 };
    publisher.down = true;
    await kernelIn(w, accountStage(), { publisher, limits }).handle(kafkaEvent(signals));
    publisher.down = false;
    const pending = (await w.store.load('account#0'))?.body.byteLength ?? 0;
    const forFills = kernelIn(w, accountStage(), {
      publisher,
      limits: { ...limits, checkpointBytes: pending - 10 },
    });

    const { report, response } = await forFills.handle(kafkaEvent(fills.slice(1)));

    expect(response.batchItemFailures).toEqual([]);
    expect(report.republished).toBe(1);
    expect((await stored())?.outboxes).toEqual({});
    expect(verdicts(w).length).toBeGreaterThan(0);
  });

  it('wait a limited time for a turn that is not taken', async () => {
    const { w, stored, signals, fills } = account(1, 3);
    const forFills = kernelIn(w, accountStage());
    await forFills.handle(kafkaEvent(fills.slice(0, 1)));
    const item = await w.store.load('account#0');
    const before = await stored();
    if (item === undefined || before === undefined) throw new Error('nothing was saved');
    const turn = [`${RAW}-0`, 3] as const;
    w.store.set('account#0', { version: item.version + 1, body: encodeCheckpoint({ ...before, turn }) });

    const { report } = await forFills.handle(kafkaEvent(fills.slice(1)));

    expect(report).toMatchObject({ saves: 1 });
    expect((await stored())?.turn).toBeUndefined();
    expect((await stored())?.state).toEqual({ signals: 0, fills: 3 });
    await kernelIn(w, accountStage()).handle(kafkaEvent(signals));
    expect((await stored())?.state).toEqual({ signals: 1, fills: 3 });
  });
});

describe('two mappings of one stage in one process', () => {
  it('take turns: the other mapping saves between the parts of a batch', async () => {
    const { w, signals, fills } = account(40, 1);
    const order: string[] = [];
    const stage = accountStage();
    const kernel = kernelIn(
      w,
      {
        ...stage,
        reduce: (state, event) => {
          order.push(event.type);
          return stage.reduce(state, event, undefined);
        },
      },
      { limits: { ...DEFAULT_LIMITS, outboxBytes: 500 } },
    );

    const backlog = kernel.handle(kafkaEvent(signals));
    const fill = kernel.handle(kafkaEvent(fills));
    const [{ report }] = await Promise.all([backlog, fill]);

    expect(report.saves).toBeGreaterThan(10);
    expect(order.indexOf('system_error')).toBeLessThan(5);
    expect(verdicts(w)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });
});
