import { TextDecoder } from 'node:util';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import type { DataFile } from './data-file.ts';

/** Decoded by the byte order mark; UTF-8 without one. */
const decoderFor = (bytes: Uint8Array): TextDecoder => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : new TextDecoder();
};

/** The file's text in pieces, without a byte order mark. @throws AlphaPandaError `UNREADABLE_FILE` */
export async function* textPieces(file: DataFile): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  try {
    for await (const bytes of await file.open()) {
      decoder ??= decoderFor(bytes);
      yield decoder.decode(bytes, { stream: true });
    }
  } catch (cause) {
    throw new AlphaPandaError(
      'UNREADABLE_FILE',
      `it cannot be read, or is not whole (${messageOf(cause)}): get the file again`,
      { cause },
    );
  }
  const last = decoder?.decode() ?? '';
  if (last !== '') yield last;
}
