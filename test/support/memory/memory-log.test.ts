import { describe, expect, it } from 'vitest';
import { allTopics, SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { ManualClock } from '../manual-clock.ts';
import { SESSION_OPEN } from '../records.ts';
import { MemoryLog } from './memory-log.ts';

const TICKS = SHARED_TOPICS.marketTicks;
const RAW = topicsFor('paper').signalsRaw.name;

const outgoing = (topic: string, key: string | null, value: string | null) => ({
  topic,
  key,
  value,
  headers: [],
});

describe('MemoryLog', () => {
  it('has every topic with its partitions, empty', async () => {
    const log = new MemoryLog(new ManualClock());

    for (const { name, partitions } of allTopics()) {
      expect(await log.partitionCount(name)).toBe(partitions);
      expect(await log.endOffset(name, partitions - 1)).toBe(0);
    }
  });

  it('gives records offsets in order, bytes for text, and the time', async () => {
    const log = new MemoryLog(new ManualClock());

    await log.publish([
      { topic: RAW, key: 'k', value: '₹', headers: [['origin', 'a']] },
      outgoing(RAW, null, null),
    ]);

    expect(log.read(RAW)).toEqual([
      {
        topic: RAW,
        partition: 0,
        offset: 0,
        timestamp: SESSION_OPEN,
        key: Buffer.from('k'),
        value: Buffer.from('₹'),
        headers: [['origin', Buffer.from('a')]],
      },
      { topic: RAW, partition: 0, offset: 1, timestamp: SESSION_OPEN, key: null, value: null, headers: [] },
    ]);
    expect(await log.endOffset(RAW, 0)).toBe(2);
  });

  it('spreads keys over the partitions, each always to the same', () => {
    const log = new MemoryLog(new ManualClock());
    const keys = Array.from({ length: 64 }, (_, n) => String(n));

    const first = keys.map((key) => log.append(outgoing(TICKS.name, key, 'x')).partition);
    const second = keys.map((key) => log.append(outgoing(TICKS.name, key, 'y')).partition);

    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(TICKS.partitions);
  });

  it('puts a record on the partition that it names, and refuses one that there is not', () => {
    const log = new MemoryLog(new ManualClock());

    expect(log.append({ ...outgoing(TICKS.name, 'k', 'x'), partition: 3 }).partition).toBe(3);
    expect(() => log.append({ ...outgoing(RAW, 'k', 'x'), partition: 1 })).toThrow(
      `"${RAW}" has no partition 1`,
    );
  });

  it('reads on from an offset of each partition', () => {
    const log = new MemoryLog(new ManualClock());
    for (const value of ['a', 'b', 'c']) log.append(outgoing(RAW, 'k', value));

    expect(log.read(RAW, () => 2).map(({ value }) => String(value))).toEqual(['c']);
  });

  it('refuses a topic that is not in the registry', async () => {
    const log = new MemoryLog(new ManualClock());

    await expect(log.publish([outgoing('no.such.topic', 'k', 'x')])).rejects.toThrow(
      'there is no topic "no.such.topic"',
    );
  });
});
