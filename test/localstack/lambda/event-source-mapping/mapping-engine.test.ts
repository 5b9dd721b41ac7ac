import { describe, expect, it } from 'vitest';
import { Concurrency } from '../../../../localstack/lambda/event-source-mapping/concurrency.ts';
import type { Fault } from '../../../../localstack/lambda/event-source-mapping/faults.ts';
import { compileFilter } from '../../../../localstack/lambda/event-source-mapping/filter/record-filter.ts';
import { EngineBench, flushPromises, record, records } from './support.ts';

/** A handler that answers when told. */
const gate = (): {
  handler: () => Promise<unknown>;
  open: (answer?: unknown) => void;
  fail: (error: Error) => void;
  readonly waiting: number;
} => {
  const waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];
  return {
    handler: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    open: (answer = null) => waiting.shift()?.resolve(answer),
    fail: (error) => waiting.shift()?.reject(error),
    get waiting() {
      return waiting.length;
    },
  };
};

const failing = (partition: number, offset: number) => ({
  itemIdentifier: { partition: `ticks-${partition}`, offset },
});

describe('batches', () => {
  it('are invoked at once when the window is 0, and committed after', async () => {
    const bench = new EngineBench();
    bench.assign(0);

    bench.receive(...records(0, 3, 5));
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [5, 6, 7] }]);
    expect(bench.commits).toEqual([[0, 8]]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('hold several partitions that are ready together', async () => {
    const bench = new EngineBench();
    bench.assign(0, 1);

    bench.receive(...records(0, 2));
    bench.receive(...records(1, 1));
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0, 1], 'ticks-1': [0] }]);
  });

  it('wait for the window', async () => {
    const bench = new EngineBench({ maximumBatchingWindowMs: 500 });
    bench.assign(0);

    bench.receive(record({ offset: 0 }));
    await bench.clock.advance(400);
    bench.receive(record({ offset: 1 }));
    await bench.clock.advance(99);
    expect(bench.deliveries).toEqual([]);

    await bench.clock.advance(1);
    expect(bench.deliveries).toEqual([{ 'ticks-0': [0, 1] }]);
  });

  it('of several partitions run at the same time', async () => {
    const bench = new EngineBench();
    bench.handler = gate().handler;
    bench.assign(0, 1);

    bench.receive(...records(0, 1));
    await flushPromises();
    bench.receive(...records(1, 1));
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-1': [0] }]);
  });

  it('wait for a free environment, and then have what arrived until then', async () => {
    const bench = new EngineBench({}, { concurrency: new Concurrency(1) });
    const { handler, open } = gate();
    bench.handler = handler;
    bench.assign(0, 1, 2);

    bench.receive(...records(0, 1));
    await flushPromises();
    bench.receive(...records(1, 2));
    bench.receive(...records(2, 1));
    await flushPromises();
    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }]);

    open();
    await flushPromises();
    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-1': [0, 1], 'ticks-2': [0] }]);
  });

  it('of mappings that share an environment take turns', async () => {
    const concurrency = new Concurrency(1);
    const benches = [new EngineBench({}, { concurrency }), new EngineBench({}, { concurrency })];
    const { handler, open } = gate();
    const begun: number[] = [];
    for (const [place, bench] of benches.entries()) {
      bench.handler = () => {
        begun.push(place);
        return handler();
      };
      bench.assign(0, 1);
      bench.receive(...records(0, 1));
    }
    await flushPromises();
    for (const bench of benches) bench.receive(...records(1, 1));
    for (let round = 0; round < 3; round += 1) {
      open();
      await flushPromises();
    }

    // The second mapping's batch has both of its partitions.
    expect(begun).toEqual([0, 1, 0]);
  });

  it('leave the environment to others while a failed one waits for its retry', async () => {
    const bench = new EngineBench({}, { concurrency: new Concurrency(1) });
    bench.handler = (event) => {
      if ('ticks-0' in event.records) throw new Error('refused');
      return null;
    };
    bench.assign(0, 1);

    bench.receive(...records(0, 1));
    await flushPromises();
    bench.receive(...records(1, 1));
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-1': [0] }]);
    expect(bench.commits).toEqual([[1, 1]]);
    await bench.clock.advance(200);
    expect(bench.deliveries).toHaveLength(3);
  });

  it('release the environment when they expire before their invocation', async () => {
    const bench = new EngineBench(
      { maximumRecordAgeMs: 1_000 },
      { concurrency: new Concurrency(1), destination: true },
    );
    bench.assign(0, 1);

    bench.receive(record({ offset: 0, timestamp: bench.clock.epoch() - 2_000 }));
    await flushPromises();
    bench.receive(record({ partition: 1, offset: 0, timestamp: bench.clock.epoch() }));
    await flushPromises();

    expect(bench.delivered).toHaveLength(1);
    expect(bench.deliveries).toEqual([{ 'ticks-1': [0] }]);
  });

  it('of one partition never run at the same time', async () => {
    const bench = new EngineBench({ batchSize: 2 });
    const { handler, open } = gate();
    bench.handler = handler;
    bench.assign(0);

    bench.receive(...records(0, 4));
    await flushPromises();
    expect(bench.deliveries).toEqual([{ 'ticks-0': [0, 1] }]);

    open();
    await flushPromises();
    expect(bench.deliveries).toEqual([{ 'ticks-0': [0, 1] }, { 'ticks-0': [2, 3] }]);
  });

  it('of different partitions run at the same time', async () => {
    const bench = new EngineBench({ batchSize: 2 });
    const handlers = gate();
    bench.handler = handlers.handler;
    bench.assign(0, 1);

    bench.receive(...records(0, 2));
    bench.receive(...records(1, 2));
    await flushPromises();

    expect(handlers.waiting).toBe(2);
  });

  it('do not wait for the commit of the one before', async () => {
    const bench = new EngineBench({ batchSize: 1 });
    let answer = (): void => {};
    bench.committing = new Promise((resolve) => {
      answer = resolve;
    });
    bench.assign(0);

    bench.receive(...records(0, 50));
    await flushPromises();

    expect(bench.deliveries).toHaveLength(50);
    expect(bench.commits).toEqual([[0, 1]]);
    answer();
    await flushPromises();
    expect(bench.commits.at(-1)).toEqual([0, 50]);
  });
});

describe('filters', () => {
  const filter = compileFilter([{ value: ['keep'] }]);
  const keep = Buffer.from('keep');
  const drop = Buffer.from('drop');

  it('keep records from the function, and offsets move past them', async () => {
    const bench = new EngineBench({ filter });
    bench.assign(0);

    bench.receive(
      record({ offset: 0, value: drop }),
      record({ offset: 1, value: keep }),
      record({ offset: 2, value: drop }),
    );
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [1] }]);
    expect(bench.commits.at(-1)).toEqual([0, 3]);
    expect(bench.engine.snapshot()).toMatchObject({
      PolledEventCount: 3,
      FilteredOutEventCount: 2,
      InvokedEventCount: 1,
      CommittedEventCount: 3,
    });
  });

  it('do not count towards the batch size', async () => {
    const bench = new EngineBench({ filter, batchSize: 2, maximumBatchingWindowMs: 500 });
    bench.assign(0);

    bench.receive(record({ offset: 0, value: drop }), record({ offset: 1, value: keep }));
    await bench.clock.advance(10);

    expect(bench.deliveries).toEqual([]);
  });

  it('that drop a whole fetch move the position without an invocation', async () => {
    const bench = new EngineBench({ filter });
    bench.assign(0);

    bench.receive(record({ offset: 4, value: drop }), record({ offset: 5, value: drop }));
    await flushPromises();

    expect(bench.deliveries).toEqual([]);
    expect(bench.commits).toEqual([[0, 6]]);
  });

  it('never move the position past a record that is still in flight', async () => {
    const bench = new EngineBench({ filter });
    const { handler, open } = gate();
    bench.handler = handler;
    bench.assign(0);
    bench.receive(record({ offset: 0, value: keep }));
    await flushPromises();

    bench.receive(record({ offset: 1, value: drop }));
    await flushPromises();
    expect(bench.commits).toEqual([]);

    open();
    await flushPromises();
    expect(bench.commits).toEqual([[0, 2]]);
  });
});

describe('a function error', () => {
  it('retries the whole batch until it succeeds, with growing pauses', async () => {
    const bench = new EngineBench();
    bench.handler = () => {
      if (bench.events.length < 4) throw new Error('not yet');
      return null;
    };
    bench.assign(0);
    bench.receive(...records(0, 2));

    await bench.clock.advance(199);
    expect(bench.events).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.events).toHaveLength(2);
    await bench.clock.advance(400 + 800);

    expect(bench.deliveries).toEqual(Array.from({ length: 4 }, () => ({ 'ticks-0': [0, 1] })));
    expect(bench.commits).toEqual([[0, 2]]);
    expect(bench.engine.snapshot()).toMatchObject({
      InvokedEventCount: 8,
      FailedInvokeEventCount: 6,
      InvokeErrorCount: 3,
    });
  });

  it('holds back its partitions and no others', async () => {
    const bench = new EngineBench();
    bench.handler = (event: { records: object }) => {
      if ('ticks-0' in event.records) throw new Error('no');
      return null;
    };
    bench.assign(0, 1);

    bench.receive(record({ partition: 0 }));
    await flushPromises();
    bench.receive(record({ partition: 0, offset: 1 }));
    bench.receive(record({ partition: 1 }));
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-1': [0] }]);
    expect(bench.commits).toEqual([[1, 1]]);
  });

  it('is dropped after the last retry, counted and said', async () => {
    const bench = new EngineBench({ maximumRetryAttempts: 2 });
    bench.handler = () => {
      throw new Error('never');
    };
    bench.assign(0);
    bench.receive(...records(0, 2));

    await bench.clock.advance(10_000);

    expect(bench.events).toHaveLength(3);
    expect(bench.commits).toEqual([[0, 2]]);
    expect(bench.engine.snapshot().DroppedEventCount).toBe(2);
    expect(bench.lines.at(-1)).toMatch(/dropped 2 records, ticks-0@0 to ticks-0@1/);
  });

  it('goes to the destination after the last retry', async () => {
    const bench = new EngineBench({ maximumRetryAttempts: 1 }, { destination: true });
    bench.handler = () => {
      throw new Error('never');
    };
    bench.assign(0);
    bench.receive(...records(0, 2));

    await bench.clock.advance(10_000);

    expect(bench.delivered).toMatchObject([
      {
        reason: 'retries-exhausted',
        records: records(0, 2),
        invocation: { invokeCount: 2, functionError: true },
      },
    ]);
    expect(bench.engine.snapshot()).toMatchObject({
      DroppedEventCount: 0,
      OnFailureDestinationDeliveredEventCount: 2,
    });
  });

  it('is not committed before the destination has taken it', async () => {
    const bench = new EngineBench({ maximumRetryAttempts: 0 }, { destination: true });
    bench.handler = () => {
      throw new Error('never');
    };
    let refusals = 2;
    bench.deliver = () => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('broker away');
    };
    bench.assign(0);
    bench.receive(record());
    await flushPromises();
    expect(bench.commits).toEqual([]);

    await bench.clock.advance(10_000);

    expect(bench.delivered).toHaveLength(1);
    expect(bench.commits).toEqual([[0, 1]]);
    expect(bench.engine.snapshot().OnFailureDestinationDeliveryErrorCount).toBe(2);
  });

  it('bisects down to the record that fails, in order', async () => {
    const bench = new EngineBench(
      { bisectBatchOnFunctionError: true, maximumRetryAttempts: 0 },
      { destination: true },
    );
    bench.handler = () => {
      if (bench.deliveries.at(-1)?.['ticks-0']?.includes(2)) throw new Error('poison');
      return null;
    };
    bench.assign(0);
    bench.receive(...records(0, 4));

    await bench.clock.advance(10_000);

    expect(bench.deliveries.map((delivery) => delivery['ticks-0'])).toEqual([
      [0, 1, 2, 3],
      [0, 1],
      [2, 3],
      [2],
      [3],
    ]);
    expect(bench.delivered.map(({ records: [only] }) => only?.offset)).toEqual([2]);
    expect(bench.commits.at(-1)).toEqual([0, 4]);
  });
});

describe('the response', () => {
  it('is ignored unless ReportBatchItemFailures is on', async () => {
    const bench = new EngineBench();
    bench.handler = () => ({ batchItemFailures: [failing(0, 0)] });
    bench.assign(0);

    bench.receive(record());
    await bench.clock.advance(1_000);

    expect(bench.events).toHaveLength(1);
    expect(bench.commits).toEqual([[0, 1]]);
  });

  it('commits up to the lowest failed offset and redelivers from there, in order', async () => {
    const bench = new EngineBench({ reportBatchItemFailures: true });
    bench.handler = () =>
      bench.events.length === 1 ? { batchItemFailures: [failing(0, 12), failing(0, 13)] } : null;
    bench.assign(0);
    bench.receive(...records(0, 4, 10));
    await flushPromises();
    expect(bench.commits).toEqual([[0, 12]]);

    bench.receive(...records(0, 1, 14));
    await bench.clock.advance(200);

    expect(bench.deliveries).toEqual([
      { 'ticks-0': [10, 11, 12, 13] },
      { 'ticks-0': [12, 13] },
      { 'ticks-0': [14] },
    ]);
    expect(bench.commits.at(-1)).toEqual([0, 15]);
  });

  it('lets the partitions that succeeded go on', async () => {
    const bench = new EngineBench({ reportBatchItemFailures: true });
    bench.handler = () => ({
      batchItemFailures: bench.events.at(-1)?.records['ticks-0'] === undefined ? [] : [failing(0, 0)],
    });
    bench.assign(0, 1);
    bench.receive(...records(0, 1));
    bench.receive(...records(1, 1));
    await flushPromises();

    bench.receive(...records(1, 1, 1));
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0], 'ticks-1': [0] }, { 'ticks-1': [1] }]);
    expect(bench.commits.at(-1)).toEqual([1, 2]);
    expect(bench.commits.filter(([partition]) => partition === 0)).toEqual([]);
  });

  it('that names an unknown record fails the whole batch', async () => {
    const bench = new EngineBench({ reportBatchItemFailures: true });
    bench.handler = () => (bench.events.length === 1 ? { batchItemFailures: [failing(0, 99)] } : null);
    bench.assign(0);
    bench.receive(...records(0, 2));

    await bench.clock.advance(200);

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0, 1] }, { 'ticks-0': [0, 1] }]);
    expect(bench.lines[0]).toContain('not in the event');
  });

  it('discards only what it reported, once the retries are used up', async () => {
    const bench = new EngineBench(
      { reportBatchItemFailures: true, maximumRetryAttempts: 1 },
      { destination: true },
    );
    bench.handler = () => ({ batchItemFailures: [failing(0, 0), failing(0, 2)] });
    bench.assign(0);
    bench.receive(...records(0, 3));

    await bench.clock.advance(10_000);

    expect(bench.events).toHaveLength(2);
    expect(bench.delivered.map((batch) => batch.records.map(({ offset }) => offset))).toEqual([[0, 2]]);
    expect(bench.commits.at(-1)).toEqual([0, 3]);
  });
});

describe('record age', () => {
  const base = 1_655_366_400_000;

  it('discards what is too old before it is invoked, and commits past it', async () => {
    const bench = new EngineBench({ maximumRecordAgeMs: 60_000 }, { destination: true });
    bench.assign(0);

    bench.receive(
      record({ offset: 0, timestamp: base - 60_001 }),
      record({ offset: 1, timestamp: base }),
      record({ offset: 2, timestamp: base - 60_001 }),
    );
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [1] }]);
    expect(bench.delivered).toMatchObject([
      {
        reason: 'record-age-exceeded',
        records: [{ offset: 0 }, { offset: 2 }],
        invocation: { invokeCount: 0 },
      },
    ]);
    expect(bench.commits.at(-1)).toEqual([0, 3]);
  });

  it('ends endless retries', async () => {
    const bench = new EngineBench({ maximumRecordAgeMs: 60_000 });
    bench.handler = () => {
      throw new Error('never');
    };
    bench.assign(0);
    bench.receive(record({ timestamp: base }));

    await bench.clock.advance(120_000);

    expect(bench.commits).toEqual([[0, 1]]);
    expect(bench.engine.snapshot().DroppedEventCount).toBe(1);
  });
});

it('discards a record that fits into no invocation, between its neighbours', async () => {
  const bench = new EngineBench({ maximumPayloadBytes: 1_000 }, { destination: true });
  bench.assign(0);

  bench.receive(
    record({ offset: 0 }),
    record({ offset: 1, value: Buffer.alloc(2_000) }),
    record({ offset: 2 }),
  );
  await flushPromises();

  expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-0': [2] }]);
  expect(bench.delivered).toMatchObject([
    { reason: 'payload-too-large', records: [{ offset: 1 }], invocation: { invokeCount: 0 } },
  ]);
  expect(bench.commits.at(-1)).toEqual([0, 3]);
});

describe('a rebalance', () => {
  it('drops the batch in flight without committing it', async () => {
    const bench = new EngineBench();
    const { handler, open } = gate();
    bench.handler = handler;
    bench.assign(0);
    bench.receive(record());
    await flushPromises();

    bench.engine.revoke();
    open();
    await flushPromises();

    expect(bench.commits).toEqual([]);
  });

  it('that gives back the partition waits for the handler that still runs', async () => {
    const bench = new EngineBench();
    const { handler, open } = gate();
    bench.handler = handler;
    bench.assign(0);
    bench.receive(record());
    await flushPromises();

    bench.assign(0);
    bench.receive(record());
    await flushPromises();
    expect(bench.events).toHaveLength(1);

    open();
    await flushPromises();
    open();
    await flushPromises();
    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-0': [0] }]);
    expect(bench.commits).toEqual([[0, 1]]);
  });

  it('ends a pause between retries', async () => {
    const bench = new EngineBench();
    bench.handler = () => {
      throw new Error('no');
    };
    bench.assign(0);
    bench.receive(record());
    await flushPromises();

    bench.engine.revoke();
    await bench.clock.advance(60_000);

    expect(bench.events).toHaveLength(1);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('ignores records of partitions it does not own, and those fetched twice', async () => {
    const bench = new EngineBench();
    bench.assign(0);

    bench.receive(record({ partition: 1 }));
    bench.receive(...records(0, 2));
    bench.receive(...records(0, 3));
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0, 1, 2] }]);
  });
});

describe('prefetching', () => {
  it('pauses a partition that holds enough, and resumes it at half', async () => {
    const bench = new EngineBench({ batchSize: 4, prefetch: { records: 10, bytes: 1_000_000 } });
    const { handler, open } = gate();
    bench.handler = handler;
    bench.assign(0);

    bench.receive(...records(0, 16));
    await flushPromises();
    expect(bench.calls).toEqual(['pause 0']);

    open();
    await flushPromises();
    expect(bench.calls).toEqual(['pause 0']);
    open();
    await flushPromises();

    expect(bench.calls).toEqual(['pause 0', 'resume 0']);
  });

  it('resumes what it paused when the assignment ends', () => {
    const bench = new EngineBench({ prefetch: { records: 1, bytes: 1_000_000 } });
    bench.assign(0);
    bench.receive(...records(0, 3));

    bench.engine.revoke();

    expect(bench.calls).toEqual(['pause 0', 'resume 0']);
  });
});

describe('stopping', () => {
  it('lets the batch in flight end and commits it, but starts no other', async () => {
    const bench = new EngineBench({ batchSize: 1 });
    const { handler, open } = gate();
    bench.handler = handler;
    bench.assign(0);
    bench.receive(...records(0, 2));
    await flushPromises();

    const drained = bench.engine.drain();
    open();
    await drained;

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }]);
    expect(bench.commits).toEqual([[0, 1]]);
  });

  it('does not wait for retries', async () => {
    const bench = new EngineBench();
    bench.handler = () => {
      throw new Error('no');
    };
    bench.assign(0);
    bench.receive(record());
    await flushPromises();

    await bench.engine.drain();

    expect(bench.events).toHaveLength(1);
    expect(bench.commits).toEqual([]);
  });
});

describe('fault injection', () => {
  const once = (fault: Fault): (() => Fault) => {
    let left: Fault = fault;
    return () => {
      const drawn = left;
      left = 'none';
      return drawn;
    };
  };

  it('delivers a batch twice', async () => {
    const bench = new EngineBench({ nextFault: once('duplicate-delivery') });
    bench.assign(0);

    bench.receive(record());
    await flushPromises();

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-0': [0] }]);
    expect(bench.commits).toEqual([[0, 1]]);
  });

  it('drops the answer of a handler that ran', async () => {
    const bench = new EngineBench({ nextFault: once('drop-answer') });
    bench.assign(0);

    bench.receive(record());
    await bench.clock.advance(200);

    expect(bench.deliveries).toEqual([{ 'ticks-0': [0] }, { 'ticks-0': [0] }]);
    expect(bench.commits).toEqual([[0, 1]]);
  });

  it('rebalances while a handler runs: nothing is committed and all is fetched again', async () => {
    const bench = new EngineBench({ batchSize: 1, nextFault: once('rebalance-mid-batch') });
    bench.assign(0);

    bench.receive(...records(0, 2, 5));
    await flushPromises();

    expect(bench.commits).toEqual([]);
    expect(bench.calls).toEqual(['seek 0 5']);
    bench.receive(...records(0, 2, 5));
    await flushPromises();
    expect(bench.deliveries).toEqual([{ 'ticks-0': [5] }, { 'ticks-0': [5] }, { 'ticks-0': [6] }]);
    expect(bench.commits.at(-1)).toEqual([0, 7]);
  });

  it('lets two pollers invoke the function with the same records at once; the new one alone commits', async () => {
    const bench = new EngineBench({ batchSize: 2, nextFault: once({ secondPollerAfterMs: 40 }) });
    const running: ((answer: unknown) => void)[] = [];
    bench.handler = () => new Promise((resolve) => running.push(resolve));
    bench.assign(0);

    bench.receive(...records(0, 2, 5));
    await flushPromises();
    const seeks = [...bench.calls];
    bench.receive(...records(0, 2, 5));
    await bench.clock.advance(40);
    const atOnce = [...bench.deliveries];
    // The old poller's function fails, and later than the new one's succeeds.
    running[0]?.(null);
    await flushPromises();
    running[1]?.({ batchItemFailures: [{ itemIdentifier: { partition: 'ticks-0', offset: 5 } }] });
    await bench.clock.advance(60_000);

    expect(seeks).toEqual(['seek 0 5']);
    expect(atOnce).toEqual([{ 'ticks-0': [5, 6] }, { 'ticks-0': [5, 6] }]);
    expect(bench.deliveries).toEqual(atOnce);
    expect(bench.commits).toEqual([[0, 7]]);
    expect(bench.engine.status.troubles()).toEqual([]);
  });
});
