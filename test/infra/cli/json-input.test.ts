import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readJsonObject } from '../../../infra/cli/json-input.ts';
import { temporaryFolder } from './support/command-under-test.ts';

const piped = (text: string): Readable => Readable.from([Buffer.from(text)]);

describe('readJsonObject', () => {
  it('reads a file', async () => {
    const path = join(temporaryFolder(), 'strategy.json');
    writeFileSync(path, '{"type":"rsi"}');

    expect(await readJsonObject(path, piped(''))).toEqual({ type: 'rsi' });
  });

  it('reads standard input for a dash', async () => {
    expect(await readJsonObject('-', piped('{"type":"rsi"}'))).toEqual({ type: 'rsi' });
  });

  it.each(['', 'type: rsi', '[]', '3', 'null'])('refuses %j', async (text) => {
    await expect(readJsonObject('-', piped(text))).rejects.toMatchObject({ ending: 'usage' });
  });

  it('names a file that is not there', async () => {
    await expect(readJsonObject('/nowhere/x.json', piped(''))).rejects.toThrow('cannot read /nowhere/x.json');
  });
});
