import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';

/** Many times the size of the file of 2026, which has 12 MB and some 2 MB of gzip. */
const MAX_BYTES = 134_217_728;

const AGAIN = 'fetch it again';

const cut = (problem: string, cause?: unknown): AlphaPandaError =>
  new AlphaPandaError('CUT_FILE', `the file is cut or damaged: ${problem}: ${AGAIN}`, { cause });

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Some bytes, and all that follow them. */
async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The first two bytes at least, if there are as many. */
const head = async (pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> => {
  let first = new Uint8Array();
  while (first.length < 2) {
    const next = await pieces.next();
    if (next.done === true) break;
    first = Buffer.concat([first, next.value]);
  }
  return first;
};

const unzipped = (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  // The error comes to the reader of the stream.
  pipeline(Readable.from(bytes, { objectMode: false }), createGunzip(), () => {});

/**
 * The text of a file, gzip or not.
 * @throws AlphaPandaError `CUT_FILE` for a gzip that is damaged or ends early, and for bytes that are not UTF-8;
 *   `LARGE_FILE`
 */
export async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first = await head(pieces);
  const whole = startingWith(first, pieces);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  try {
    for await (const piece of isGzip(first) ? unzipped(whole) : whole) {
      size += piece.length;
      if (size > MAX_BYTES) {
        throw new AlphaPandaError(
          'LARGE_FILE',
          `the file has more than ${MAX_BYTES} bytes: it is another file`,
        );
      }
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  } catch (thrown) {
    if (thrown instanceof AlphaPandaError) throw thrown;
    throw cut(messageOf(thrown), thrown);
  }
}
