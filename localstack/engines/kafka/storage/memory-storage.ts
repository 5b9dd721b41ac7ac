import { randomBytes } from 'node:crypto';
import { memoryPartition } from '../log/memory-segment.ts';
import type { BrokerStorage } from './broker-storage.ts';

/** Keeps nothing beyond what the broker itself holds. */
export const memoryStorage = (): BrokerStorage => ({
  clusterId: randomBytes(16).toString('base64url'),
  loadTopics: () => [],
  saveTopics: () => {},
  partition: memoryPartition,
  loadOffsets: () => [],
  saveOffsets: () => {},
  loadNextProducerId: () => 0,
  saveNextProducerId: () => {},
  close: () => {},
});
