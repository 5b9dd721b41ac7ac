import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { MarketDataParser, type ParseOptions, type ParseReport } from './market-data-parser.ts';
import type { MarketRow, RowSource } from './market-row.ts';

const PIECE = 256 * 1_024;

/** An open file of bars or ticks. */
export interface MarketDataFile {
  /** Can be read once. It holds one piece of the file at a time, so the file may be larger than memory. */
  readonly rows: RowSource;
  /** The part of the file that has been read. */
  progress(): { readonly bytesRead: number; readonly bytes: number };
  report(): ParseReport;
}

/** @throws AlphaPandaError `NO_SUCH_FILE`, `BAD_SESSION`; while reading, MarketDataParser's errors with the path */
export const openMarketData = async (path: string, options: ParseOptions = {}): Promise<MarketDataFile> => {
  const parser = new MarketDataParser(options);
  const bytes = await sizeOf(path);
  let bytesRead = 0;

  const read = async function* (): AsyncGenerator<readonly MarketRow[]> {
    const stream = createReadStream(path, { highWaterMark: PIECE });
    const decoder = new TextDecoder();
    for await (const piece of stream) {
      const rows = parser.push(decoder.decode(piece, { stream: true }));
      bytesRead = stream.bytesRead;
      if (rows.length > 0) yield rows;
    }
    const last = [...parser.push(decoder.decode()), ...parser.end()];
    if (last.length > 0) yield last;
  };

  return {
    rows: withPath(path, read()),
    progress: () => ({ bytesRead, bytes }),
    report: () => parser.report(),
  };
};

const sizeOf = async (path: string): Promise<number> => {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return stats.size;
  } catch (cause) {
    throw new AlphaPandaError('NO_SUCH_FILE', `cannot read market data from ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
  throw new AlphaPandaError('NO_SUCH_FILE', `cannot read market data from ${path}: it is not a file`);
};

async function* withPath<T>(path: string, source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (thrown) {
    if (!(thrown instanceof AlphaPandaError)) throw thrown;
    throw new AlphaPandaError(thrown.code, `${path}: ${thrown.message}`, { cause: thrown });
  }
}
