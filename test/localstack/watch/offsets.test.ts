import { describe, expect, it } from 'vitest';
import { kafkaOffsets, lagOf, lags, type OffsetReader } from '../../../localstack/watch/offsets.ts';

describe('lagOf', () => {
  it.each([
    { name: 'what is not committed', range: { start: 0, end: 10 }, committed: 4, lag: 6 },
    {
      name: 'everything that is left where nothing was ever committed',
      range: { start: 3, end: 10 },
      lag: 7,
    },
    { name: 'not what retention has deleted', range: { start: 8, end: 10 }, committed: 4, lag: 2 },
    { name: 'none at the end', range: { start: 0, end: 10 }, committed: 10, lag: 0 },
    { name: 'none for an empty partition', range: { start: 0, end: 0 }, lag: 0 },
  ])('counts $name', ({ range, committed, lag }) => {
    const offsets = new Map(committed === undefined ? [] : [[0, committed]]);

    expect(lagOf([{ partition: 0, ...range }], offsets)).toBe(lag);
  });

  it('adds up partitions', () => {
    const ranges = [
      { partition: 0, start: 0, end: 5 },
      { partition: 1, start: 0, end: 7 },
    ];

    expect(lagOf(ranges, new Map([[1, 3]]))).toBe(9);
  });
});

describe('lags', () => {
  it('reads each topic once for all its groups', async () => {
    const asked: string[] = [];
    const reader: OffsetReader = {
      ranges: async (topic) => {
        asked.push(topic);
        return [{ partition: 0, start: 0, end: 10 }];
      },
      committed: async ({ group }) => new Map([[0, group === 'fast' ? 10 : 4]]),
    };

    const found = await lags(reader, [
      { topic: 'a', group: 'fast' },
      { topic: 'a', group: 'slow' },
    ]);

    expect(asked).toEqual(['a']);
    expect(found).toEqual([
      { topic: 'a', group: 'fast', lag: 0 },
      { topic: 'a', group: 'slow', lag: 6 },
    ]);
  });
});

describe('kafkaOffsets', () => {
  const reader = kafkaOffsets({
    fetchTopicOffsets: async () => [{ partition: 1, offset: '12', high: '12', low: '3' }],
    fetchOffsets: async ({ topics = [] }) =>
      topics.map((topic) => ({
        topic,
        partitions: [
          { partition: 0, offset: '-1', metadata: null },
          { partition: 1, offset: '7', metadata: null },
        ],
      })),
  });

  it('reads a topic’s ranges', async () => {
    expect(await reader.ranges('a')).toEqual([{ partition: 1, start: 3, end: 12 }]);
  });

  it('leaves out partitions without a commit', async () => {
    expect(await reader.committed({ topic: 'a', group: 'g' })).toEqual(new Map([[1, 7]]));
  });
});
