import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../../functions/instruments/adapters/text-of.ts';

async function* pieces(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

const textIn = async (bytes: Uint8Array, length = 100): Promise<string> => {
  let text = '';
  for await (const piece of textOf(pieces(bytes, length))) text += piece;
  return text;
};

const TEXT = Array.from({ length: 2_000 }, (_, n) => `${n},₹,INFY`).join('\n');

describe('the text of a file', () => {
  it.each([1, 3, 100, 65_536])('is the same with and without gzip, in pieces of %i bytes', async (length) => {
    expect(await textIn(Buffer.from(TEXT), length)).toBe(TEXT);
    expect(await textIn(gzipSync(TEXT), length)).toBe(TEXT);
  });

  it('is empty for no bytes', async () => {
    expect(await textIn(new Uint8Array())).toBe('');
  });

  it.each([2, 20, 2_000])('refuses a gzip that was cut behind byte %i', async (length) => {
    await expect(textIn(gzipSync(TEXT).subarray(0, length))).rejects.toMatchObject({
      code: 'CUT_FILE',
      message: expect.stringMatching(/cut or damaged: .*: fetch it again/),
    });
  });

  it('refuses a gzip with a changed byte', async () => {
    const bytes = gzipSync(TEXT);
    bytes[bytes.length - 6] = (bytes[bytes.length - 6] ?? 0) ^ 0xff;

    await expect(textIn(bytes)).rejects.toMatchObject({ code: 'CUT_FILE' });
  });

  it('refuses bytes that are not UTF-8', async () => {
    await expect(textIn(Uint8Array.of(0x41, 0xff, 0x42))).rejects.toMatchObject({ code: 'CUT_FILE' });
    await expect(textIn(Buffer.from('₹').subarray(0, 2))).rejects.toMatchObject({ code: 'CUT_FILE' });
  });

  it('refuses a gzip that unpacks to more than any file has', async () => {
    await expect(textIn(gzipSync(Buffer.alloc(140_000_000)), 65_536)).rejects.toMatchObject({
      code: 'LARGE_FILE',
    });
  });

  it('tells the failure of the source', async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield gzipSync(TEXT).subarray(0, 50);
      throw new Error('connection reset');
    }
    const read = async () => {
      for await (const _ of textOf(broken()));
    };

    await expect(read()).rejects.toThrow('connection reset');
  });
});
