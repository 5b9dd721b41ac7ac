import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { LOADER_NODE_OPTIONS } from '../../infra/stack/instruments.ts';
import { awsUnderTest } from '../support/aws.ts';
import { kiteFile, manyKiteLines } from '../support/kite-file.ts';
import type { Benchmark, BenchmarkOptions, Findings } from './benchmark.ts';
import { figure, tableLines } from './report.ts';

const ROWS = 120_000;
const DAY = '2026-11-30';
const EXPIRIES = ['2026-12-29', '2027-01-26', '2027-02-23'];
const AIM = { seconds: 60, peakMb: 300 } as const;
const LOADER = fileURLToPath(new URL('load-instruments.ts', import.meta.url));

const outcome = z.object({
  written: z.boolean(),
  rows: z.int(),
  writes: z.int(),
  seconds: z.number(),
  peakMb: z.number(),
});
type Outcome = z.infer<typeof outcome>;

const loaded = async (path: string, endpoint: string, signal: AbortSignal): Promise<Outcome> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [LOADER_NODE_OPTIONS, LOADER, path, DAY, endpoint],
    { signal },
  );
  return outcome.parse(JSON.parse(stdout));
};

const run = async ({ say, signal }: BenchmarkOptions): Promise<Findings> => {
  const folder = mkdtempSync(join(tmpdir(), 'instruments-'));
  const path = join(folder, 'instruments.csv.gz');
  const file = kiteFile(manyKiteLines(ROWS, EXPIRIES));
  const zipped = gzipSync(file);
  writeFileSync(path, zipped);
  const { endpoint, close } = await awsUnderTest();
  try {
    say(`loading ${ROWS.toLocaleString('en')} rows twice`);
    const first = await loaded(path, endpoint, signal);
    const second = await loaded(path, endpoint, signal);
    const peakMb = Math.max(first.peakMb, second.peakMb);
    const sizes = `${figure(file.length / 1e6)} MB, ${figure(zipped.length / 1e6)} MB of gzip`;
    return {
      verdicts: [
        { what: 'to load', value: first.seconds, unit: 's', aim: { atMost: AIM.seconds } },
        { what: 'peak of the process', value: peakMb, unit: 'MB', aim: { atMost: AIM.peakMb } },
        { what: 'written by the second load', value: second.writes, unit: 'items', aim: { atMost: 0 } },
      ],
      lines: [
        ...tableLines([
          ['load', 'seconds', 'peak MB', 'writes'],
          ...[first, second].map(({ seconds, peakMb, writes }, place) => [
            place === 0 ? 'first' : 'second',
            ...[figure(seconds), figure(peakMb), String(writes)],
          ]),
        ]),
        '',
        `  ${ROWS.toLocaleString('en')} rows, ${sizes}; a process for each load, the embedded engine in another`,
      ],
    };
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
};

export const instruments: Benchmark = {
  name: 'instruments',
  title: "Load the broker's instruments",
  run,
};
