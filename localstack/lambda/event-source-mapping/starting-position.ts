import type { Admin } from 'kafkajs';
import type { StartingPosition } from './mapping-settings.ts';

/**
 * Offsets at which partitions without a committed offset must start; empty for TRIM_HORIZON, which the consumer does by
 * itself. They are fixed once, before the group is joined, and committed by the first member: a mapping at LATEST that
 * is killed before its first batch then resumes where it began instead of skipping what came in between.
 */
export const resolveStartingOffsets = async (
  admin: Admin,
  topic: string,
  groupId: string,
  position: StartingPosition,
): Promise<ReadonlyMap<number, number>> => {
  if (position.kind === 'TRIM_HORIZON') return new Map();
  const committed = await admin.fetchOffsets({ groupId, topics: [topic] });
  const known = new Set(
    committed.flatMap(({ partitions }) =>
      partitions.filter(({ offset }) => Number(offset) >= 0).map(({ partition }) => partition),
    ),
  );
  const offsets =
    position.kind === 'LATEST'
      ? await admin.fetchTopicOffsets(topic)
      : await admin.fetchTopicOffsetsByTimestamp(topic, position.timestamp);
  return new Map(
    offsets
      .filter(({ partition }) => !known.has(partition))
      .map(({ partition, offset }) => [partition, Number(offset)]),
  );
};
