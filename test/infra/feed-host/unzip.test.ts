import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unzipInto, unzipped } from '../../../infra/feed-host/unzip.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alpha-panda-unzip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

test('returns files that are compressed, stored and empty', () => {
  const long = 'tick '.repeat(10_000);
  const zip = zipSync({
    'main.mjs': bytes(long),
    'chunks/a.mjs': [bytes('stored'), { level: 0 }],
    'empty.mjs': bytes(''),
  });

  const files = unzipped(Buffer.from(zip));

  expect([...files].map(([name, content]) => [name, content.toString()])).toEqual([
    ['main.mjs', long],
    ['chunks/a.mjs', 'stored'],
    ['empty.mjs', ''],
  ]);
});

test('writes files into folders of their own', async () => {
  await unzipInto(folder, Buffer.from(zipSync({ 'chunks/deep/a.mjs': bytes('a') })));

  expect(await readFile(join(folder, 'chunks/deep/a.mjs'), 'utf8')).toBe('a');
});

test('refuses a name that leaves the folder', async () => {
  const zip = Buffer.from(zipSync({ '../outside.mjs': bytes('a') }));

  await expect(unzipInto(folder, zip)).rejects.toThrow('../outside.mjs leaves the folder');
});

test.each([
  ['text', Buffer.from('<html>no zip, but an answer of 200</html>')],
  ['nothing', Buffer.alloc(0)],
])('refuses %s in place of a zip', (_, content) => {
  expect(() => unzipped(content)).toThrow('the code is no zip');
});
