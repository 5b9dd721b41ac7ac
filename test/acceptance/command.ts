import type { FeedProgress } from '../../localstack/market-data/feed.ts';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { count } from '../../shared/market/figures.ts';

/** Prints progress on standard error. Results go to standard output. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const EVERY_MS = 10_000;

/** Prints the progress of a replay at intervals. */
export const progressOf = (name: string, ticks: number): ((progress: FeedProgress) => void) => {
  let last = performance.now();
  return (progress) => {
    const now = performance.now();
    if (now - last < EVERY_MS) return;
    last = now;
    say(`  ${name}: ${count(progress.ticks)} of ${count(ticks)} ticks`);
  };
};

/** The path from the command line. @throws AlphaPandaError `BAD_OPTION` with the usage */
export const requirePath = (path: string | undefined, usage: string): string => {
  if (path === undefined) throw new AlphaPandaError('BAD_OPTION', usage);
  return path;
};

/**
 * Runs a command to its end. The exit code is 0 if it returns true, and 1 if it returns false or throws. SIGINT and
 * SIGTERM abort the signal.
 */
export const runCommand = (main: (signal: AbortSignal) => Promise<boolean>): void => {
  const leaving = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => leaving.abort(new AlphaPandaError('STOPPED', 'stopped before the end')));
  }
  main(leaving.signal).then(
    (well) => process.exit(well ? 0 : 1),
    (error) => {
      console.error(messageOf(error));
      process.exit(1);
    },
  );
};
