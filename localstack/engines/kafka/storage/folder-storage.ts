import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { filePartition } from '../log/file-partition.ts';
import type { TopicDefinition } from '../topics/topic.ts';
import type { BrokerStorage } from './broker-storage.ts';
import { lockFolder } from './folder-lock.ts';
import { readJson, replaceFile } from './json-file.ts';
import { OffsetJournal } from './offset-journal.ts';

/**
 * Keeps everything in a folder, so that it survives a restart and the death of the process:
 * `cluster.json`, `topics.json`, `producer-ids.json`, `offsets.jsonl`, and `logs/<topic>-<partition>/`.
 * @throws when another broker works in the folder, or a file in it is not what a broker wrote.
 */
export const folderStorage = (folder: string): BrokerStorage => {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  const topicsPath = join(folder, 'topics.json');
  const producerIdsPath = join(folder, 'producer-ids.json');
  const journal = new OffsetJournal(join(folder, 'offsets.jsonl'));
  return {
    clusterId: clusterId(join(folder, 'cluster.json')),
    loadTopics: () => checked(topicsPath, readJson(topicsPath) ?? [], isTopicList),
    saveTopics: (topics) => replaceFile(topicsPath, `${JSON.stringify(topics, null, 2)}\n`),
    partition: (topic, partition) => filePartition(join(folder, 'logs', `${topic}-${partition}`)),
    loadOffsets: () => journal.entries(),
    saveOffsets: (entries) => journal.append(entries),
    loadNextProducerId: () => checked(producerIdsPath, readJson(producerIdsPath) ?? 0, isNumber),
    saveNextProducerId: (id) => replaceFile(producerIdsPath, JSON.stringify(id)),
    close() {
      journal.close();
      unlock();
    },
  };
};

const clusterId = (path: string): string => {
  const stored = readJson(path);
  if (typeof stored === 'string') return stored;
  const id = randomBytes(16).toString('base64url');
  replaceFile(path, JSON.stringify(id));
  return id;
};

const checked = <T>(path: string, value: unknown, isValid: (value: unknown) => value is T): T => {
  if (isValid(value)) return value;
  throw new Error(`${path} does not hold what the broker writes there; delete its folder to start empty.`);
};

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);

const isTopicList = (value: unknown): value is TopicDefinition[] =>
  Array.isArray(value) && value.every(isTopicDefinition);

const isTopicDefinition = (value: unknown): value is TopicDefinition =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'id' in value &&
  typeof value.id === 'string' &&
  'partitions' in value &&
  isNumber(value.partitions) &&
  'overrides' in value &&
  typeof value.overrides === 'object';
