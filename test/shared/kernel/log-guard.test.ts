import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import type { Checkpoint } from '../../../shared/kernel/checkpoint.ts';
import { LogGuard } from '../../../shared/kernel/log-guard.ts';
import { positionOf } from '../../../shared/kernel/skip.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { record } from '../../support/records.ts';

const TOPIC = 'market.ticks';

/** The registry's partition count. */
const TOPICS = [{ name: TOPIC, partitions: 4 }];

const FIRST = { topic: TOPIC, partition: 0 };

const checkpoint = (change: Partial<Checkpoint> = {}): Checkpoint => ({
  epoch: 0,
  positions: {},
  origins: {},
  partitionCounts: {},
  givenUp: {},
  state: null,
  outboxes: {},
  turn: undefined,
  ...change,
});

const at = (position: KafkaRecord) => checkpoint({ positions: { 'market.ticks-0': positionOf(position) } });

/** A guard of a log with these partitions and this end, and the number of its requests. */
const guarded = ({ partitions = 4, end = 0 }: { partitions?: number; end?: number } = {}) => {
  const asked = { count: 0, end: 0 };
  const log = { partitions, end };
  const clock = new ManualClock();
  const guard = new LogGuard(
    {
      partitionCount: async () => {
        asked.count += 1;
        return log.partitions;
      },
      endOffset: async () => {
        asked.end += 1;
        return log.end;
      },
    },
    clock,
    TOPICS,
  );
  return { guard, clock, asked, log };
};

describe('LogGuard on partition counts', () => {
  it('returns the count, with one request a minute', async () => {
    const { guard, clock, asked } = guarded();

    for (const wait of [0, 30_000, 29_999]) {
      clock.advance(wait);
      expect(await guard.partitionCount(FIRST, checkpoint())).toBe(4);
    }
    expect(asked.count).toBe(1);

    clock.advance(1);
    await guard.partitionCount(FIRST, checkpoint());
    expect(asked.count).toBe(2);
  });

  it('accepts the count that the state was built on', async () => {
    const { guard } = guarded();

    await expect(guard.partitionCount(FIRST, checkpoint({ partitionCounts: { [TOPIC]: 4 } }))).resolves.toBe(
      4,
    );
  });

  it.each([1, 8])('refuses state that was built on %i partitions, with the remedy', async (before) => {
    const { guard } = guarded();

    await expect(
      guard.partitionCount(FIRST, checkpoint({ partitionCounts: { [TOPIC]: before } })),
    ).rejects.toMatchObject({
      name: 'RefusalError',
      code: 'PARTITION_COUNT_CHANGED',
      message: expect.stringMatching(
        new RegExp(`has 4 partitions.*is for ${before}.*Disable the stage's event source mappings; then`),
      ),
    });
  });

  it('accepts new state only on the registry’s number of partitions', async () => {
    const { guard } = guarded({ partitions: 5 });

    await expect(guard.partitionCount(FIRST, checkpoint())).rejects.toMatchObject({
      code: 'PARTITION_COUNT_CHANGED',
      message: expect.stringMatching(/market\.ticks has 5 partitions.*is for 4/),
    });
  });

  it('refuses a record of a partition that the topic gained within the last minute', async () => {
    const { guard, log } = guarded();
    await guard.partitionCount(FIRST, checkpoint());
    log.partitions = 5;

    await expect(guard.partitionCount({ topic: TOPIC, partition: 4 }, checkpoint())).rejects.toMatchObject({
      name: 'RefusalError',
      code: 'PARTITION_COUNT_CHANGED',
    });
  });

  it('requests nothing for a topic whose partitions do not matter', async () => {
    const { guard, asked } = guarded();

    expect(
      await guard.partitionCount({ topic: 'market.ticks.dlq', partition: 9 }, checkpoint()),
    ).toBeUndefined();
    expect(asked.count).toBe(0);
  });

  it('requests the count again when the clock was set back', async () => {
    const { guard, clock, asked } = guarded();
    await guard.partitionCount(FIRST, checkpoint());
    clock.advance(-3_600_000);

    await guard.partitionCount(FIRST, checkpoint());

    expect(asked.count).toBe(2);
  });

  it('requests the count again after a failure', async () => {
    let fail = true;
    const guard = new LogGuard(
      {
        partitionCount: async () => {
          if (fail) throw new TransientError('KAFKA_UNREACHABLE', 'x');
          return 4;
        },
        endOffset: async () => 0,
      },
      new ManualClock(),
      TOPICS,
    );

    await expect(guard.partitionCount(FIRST, checkpoint())).rejects.toThrow(TransientError);
    fail = false;
    await expect(guard.partitionCount(FIRST, checkpoint())).resolves.toBe(4);
  });
});

describe('LogGuard on logs that were created again', () => {
  const refused = {
    name: 'RefusalError',
    code: 'CHECKPOINT_AHEAD_OF_LOG',
    message: expect.stringMatching(
      /market\.ticks-0 up to offset 5.*deleted and created again.*Disable the stage's event source mappings; then delete/,
    ),
  };

  it('requests nothing for a batch that begins after the position', async () => {
    const { guard, asked } = guarded();

    await guard.refuseForeignLog([record({ offset: 6 })], at(record({ offset: 5 })));
    await guard.refuseForeignLog([record({ offset: 0 })], checkpoint());
    await guard.refuseForeignLog([], at(record({ offset: 5 })));

    expect(asked).toEqual({ count: 0, end: 0 });
  });

  it('recognizes a redelivery by the record at the position', async () => {
    const { guard, asked } = guarded();
    const records = [4, 5, 6].map((offset) => record({ offset, value: Buffer.from(String(offset)) }));

    await guard.refuseForeignLog(records, at(record({ offset: 5, value: Buffer.from('5') })));

    expect(asked.end).toBe(0);
  });

  it('refuses a batch with another record at the position', async () => {
    const { guard } = guarded({ end: 100 });
    const records = [4, 5, 6].map((offset) => record({ offset, value: Buffer.from(String(offset)) }));

    await expect(
      guard.refuseForeignLog(records, at(record({ offset: 5, value: Buffer.from('five') }))),
    ).rejects.toMatchObject(refused);
  });

  it('accepts a redelivery that ends before the position if the log reaches the position', async () => {
    const { guard } = guarded({ end: 6 });

    await guard.refuseForeignLog([record({ offset: 2 })], at(record({ offset: 5 })));
  });

  it('refuses a batch if the log ends before the position', async () => {
    const { guard } = guarded({ end: 5 });

    await expect(
      guard.refuseForeignLog([record({ offset: 2 })], at(record({ offset: 5 }))),
    ).rejects.toMatchObject(refused);
  });

  it('keeps partitions apart', async () => {
    const { guard, asked } = guarded();

    await guard.refuseForeignLog([record({ partition: 1, offset: 0 })], at(record({ offset: 5 })));

    expect(asked.end).toBe(0);
  });
});
