import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { messageOf } from '../../../shared/errors.ts';
import type { Candle } from '../../../shared/kite/candles.ts';
import { IST_OFFSET_MS } from '../../../shared/market/ist.ts';
import { CommandFailure } from '../command-failure.ts';
import type { Wanted } from './wanted.ts';

/** `2026-01-01T09:15:00+05:30` */
const istText = (start: string): string =>
  `${new Date(Date.parse(start) + IST_OFFSET_MS).toISOString().slice(0, 19)}+05:30`;

const field = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const namesOf = ({ token, contract }: Wanted['instrument']): Readonly<Record<string, string>> => {
  const colon = contract?.indexOf(':') ?? -1;
  return {
    instrument_token: String(token),
    ...(contract !== undefined && {
      exchange: contract.slice(0, colon),
      tradingsymbol: field(contract.slice(colon + 1)),
    }),
  };
};

function* linesOf({ instrument, oi }: Wanted, parts: Iterable<readonly Candle[]>): Generator<string> {
  const names = namesOf(instrument);
  const columns = ['date', 'open', 'high', 'low', 'close', 'volume', ...(oi ? ['oi'] : [])];
  yield `${[...columns, ...Object.keys(names)].join(',')}\n`;
  const tail = Object.values(names).join(',');
  for (const candles of parts) {
    let text = '';
    for (const [start, open, high, low, close, volume, interest] of candles) {
      const figures = [open, high, low, close, volume, ...(oi ? [interest ?? ''] : [])].join(',');
      text += `${istText(start)},${figures},${tail}\n`;
    }
    if (text !== '') yield text;
  }
}

/**
 * Writes candles as the CSV that `npm run replay` reads, compressed if the name ends with `.gz`. The file appears when it is
 * complete.
 * @param draft File to write before that
 * @returns its size in bytes
 * @throws CommandFailure `FILE_UNWRITABLE`
 */
export const writeHistory = async (
  { out, draft }: { readonly out: string; readonly draft: string },
  wanted: Wanted,
  parts: Iterable<readonly Candle[]>,
): Promise<number> => {
  try {
    const lines = Readable.from(linesOf(wanted, parts));
    if (out.endsWith('.gz')) await pipeline(lines, createGzip(), createWriteStream(draft, { flush: true }));
    else await pipeline(lines, createWriteStream(draft, { flush: true }));
    await rename(draft, out);
    return (await stat(out)).size;
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure('usage', 'FILE_UNWRITABLE', `cannot write ${out}: ${messageOf(error)}`);
  }
};
