import type { FeedProgress } from '../../localstack/market-data/feed.ts';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { count } from '../../shared/market/figures.ts';

/** Lines for a person who waits; results go to standard output. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const EVERY_MS = 10_000;

/** Says now and then how far a replay is. */
export const progressOf = (name: string, ticks: number): ((progress: FeedProgress) => void) => {
  let last = performance.now();
  return (progress) => {
    const now = performance.now();
    if (now - last < EVERY_MS) return;
    last = now;
    say(`  ${name}: ${count(progress.ticks)} of ${count(ticks)} ticks`);
  };
};

/** The path that the command was given. @throws AlphaPandaError `BAD_OPTION` with the usage */
export const requirePath = (path: string | undefined, usage: string): string => {
  if (path === undefined) throw new AlphaPandaError('BAD_OPTION', usage);
  return path;
};

/**
 * Runs a command to its end: exit code 0 when it says true, 1 when it says false or throws. The signal aborts when
 * the command is asked to stop.
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
