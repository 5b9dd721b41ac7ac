import type { Admin } from 'kafkajs';

/** A consumer group and the topic that it reads: an event source mapping. */
export interface Consumption {
  readonly topic: string;
  readonly group: string;
}

/** The offsets of one partition. */
export interface PartitionRange {
  readonly partition: number;
  /** The first retained offset. */
  readonly start: number;
  /** The offset of the next record. */
  readonly end: number;
}

/** Reads the offsets of topics and groups. */
export interface OffsetReader {
  ranges(topic: string): Promise<readonly PartitionRange[]>;
  /** The group's next offset by partition; partitions without a commit are left out. */
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

/** Number of records that the group has not read. A partition without a commit counts from its start. */
export const lagOf = (ranges: readonly PartitionRange[], committed: ReadonlyMap<number, number>): number =>
  ranges.reduce(
    (lag, { partition, start, end }) =>
      lag + Math.max(0, end - Math.max(start, committed.get(partition) ?? start)),
    0,
  );

export interface Lag extends Consumption {
  readonly lag: number;
}

/** The lag of every group, for a dashboard: one request per topic and one per group, in parallel. */
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
