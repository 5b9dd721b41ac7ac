import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderStorage } from '../../../../../localstack/engines/kafka/storage/folder-storage.ts';
import { ProducerIds } from '../../../../../localstack/engines/kafka/storage/producer-ids.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('the cluster keeps its id', () => {
  const folder = temporaryFolder();

  expect(folderStorage(folder).clusterId).toBe(folderStorage(folder).clusterId);
});

test('topics are found as they were saved', () => {
  const folder = temporaryFolder();
  const topics = [
    { name: 't', id: 'AAAAAAAAAAAAAAAAAAAAAQ', partitions: 3, overrides: { 'retention.ms': '1000' } },
  ];
  folderStorage(folder).saveTopics(topics);

  expect(folderStorage(folder).loadTopics()).toEqual(topics);
});

test('no producer id is given out twice, not even after a crash', () => {
  const folder = temporaryFolder();
  const given = new Set<number>();
  for (let life = 0; life < 3; life += 1) {
    const ids = new ProducerIds(folderStorage(folder));
    for (let count = 0; count < 1500; count += 1) given.add(ids.next());
  }

  expect(given.size).toBe(4500);
});

test('a file that is not what a broker writes is named, with the remedy', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'topics.json'), '{"not": "a list"}');

  expect(() => folderStorage(folder).loadTopics()).toThrow(/topics\.json.*delete/);
});

test('a folder in which another process works is refused', async () => {
  const folder = temporaryFolder();
  const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => {
    other.kill('SIGKILL');
  });
  await once(other, 'spawn');
  writeFileSync(join(folder, 'broker.pid'), String(other.pid));

  expect(() => folderStorage(folder)).toThrow(`in use by the broker with process id ${other.pid}`);
});

test('the lock of a process that died is taken over', async () => {
  const folder = temporaryFolder();
  const other = spawn(process.execPath, ['--version']);
  await once(other, 'exit');
  writeFileSync(join(folder, 'broker.pid'), String(other.pid));

  expect(folderStorage(folder).loadTopics()).toEqual([]);
});
