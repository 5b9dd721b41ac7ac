import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OffsetJournal } from '../../../../../localstack/engines/kafka/storage/offset-journal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const entry = (offset: number, partition = 0) => ({
  group: 'g',
  topic: 't',
  partition,
  committed: { offset, leaderEpoch: -1, metadata: null },
});

test('the last commit of each partition is found again', () => {
  const path = join(temporaryFolder(), 'offsets.jsonl');
  new OffsetJournal(path).append([entry(1), entry(5, 1), entry(2)]);

  expect(new OffsetJournal(path).entries()).toEqual([entry(2), entry(5, 1)]);
});

test('a removed position does not exist', () => {
  const path = join(temporaryFolder(), 'offsets.jsonl');
  const journal = new OffsetJournal(path);
  journal.append([entry(1), entry(5, 1)]);
  journal.append([{ group: 'g', topic: 't', partition: 0 }]);

  expect(new OffsetJournal(path).entries()).toEqual([entry(5, 1)]);
});

test('a line torn by a crash is ignored, and later commits are kept', () => {
  const path = join(temporaryFolder(), 'offsets.jsonl');
  new OffsetJournal(path).append([entry(1)]);
  appendFileSync(path, '{"group":"g","topic":"t","parti');

  new OffsetJournal(path).append([entry(3)]);

  expect(new OffsetJournal(path).entries()).toEqual([entry(3)]);
});

test('superseded lines do not pile up', () => {
  const path = join(temporaryFolder(), 'offsets.jsonl');
  const journal = new OffsetJournal(path);
  for (let offset = 0; offset < 25_000; offset += 1) journal.append([entry(offset)]);

  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(12_000);
  expect(new OffsetJournal(path).entries()).toEqual([entry(24_999)]);
});
