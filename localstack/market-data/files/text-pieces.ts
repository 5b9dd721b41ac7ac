import { TextDecoder } from 'node:util';
import type { DataFile } from './data-file.ts';

/** Decoded by the byte order mark; UTF-8 without one. */
const decoderFor = (bytes: Uint8Array): TextDecoder => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : new TextDecoder();
};

/** The file's text in pieces, without a byte order mark. */
export async function* textPieces(file: DataFile): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of await file.open()) {
    decoder ??= decoderFor(bytes);
    yield decoder.decode(bytes, { stream: true });
  }
  const last = decoder?.decode() ?? '';
  if (last !== '') yield last;
}
