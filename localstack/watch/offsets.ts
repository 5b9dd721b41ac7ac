import type { Admin } from 'kafkajs';

/** One consumer group's reading of one topic: an event source mapping. */
export interface Consumption {
  readonly topic: string;
  readonly group: string;
}

/** What there is to read in one partition. */
export interface PartitionRange {
  readonly partition: number;
  /** The first offset that is still there. */
  readonly start: number;
  /** The offset that the next record will have. */
  readonly end: number;
}

/** Reads how far topics and groups are. */
export interface OffsetReader {
  ranges(topic: string): Promise<readonly PartitionRange[]>;
  /** The next offset that the group will read, by partition; a partition that it has never committed is left out. */
  committed(consumption: Consumption): Promise<ReadonlyMap<number, number>>;
}

export const kafkaOffsets = (admin: Pick<Admin, 'fetchTopicOffsets' | 'fetchOffsets'>): OffsetReader => ({
  async ranges(topic) {
    const partitions = await admin.fetchTopicOffsets(topic);
    return partitions.map(({ partition, low, high }) => ({
      partition,
      start: Number(low),
      end: Number(high),
    }));
  },

  async committed({ group, topic }) {
    const topics = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const partitions = topics.find((candidate) => candidate.topic === topic)?.partitions ?? [];
    return new Map(
      partitions
        .map(({ partition, offset }) => [partition, Number(offset)] as const)
        .filter(([, offset]) => offset >= 0),
    );
  },
});

/** Records that the group has not yet read. A partition that it never committed counts from the start. */
export const lagOf = (ranges: readonly PartitionRange[], committed: ReadonlyMap<number, number>): number =>
  ranges.reduce(
    (lag, { partition, start, end }) =>
      lag + Math.max(0, end - Math.max(start, committed.get(partition) ?? start)),
    0,
  );

export interface Lag extends Consumption {
  readonly lag: number;
}

/** The lag of every group, for a dashboard: one request per topic and one per group, side by side. */
export const lags = async (
  reader: OffsetReader,
  consumptions: readonly Consumption[],
): Promise<readonly Lag[]> => {
  const topics = [...new Set(consumptions.map(({ topic }) => topic))];
  const [ranges, committed] = await Promise.all([
    Promise.all(topics.map(async (topic) => [topic, await reader.ranges(topic)] as const)),
    Promise.all(consumptions.map((consumption) => reader.committed(consumption))),
  ]);
  const rangesOf = new Map(ranges);
  return consumptions.map((consumption, place) => ({
    ...consumption,
    lag: lagOf(rangesOf.get(consumption.topic) ?? [], committed[place] ?? new Map()),
  }));
};
