import type { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../../shared/errors.ts';
import { Stoppables } from './stoppables.ts';

/** A program that runs until it is stopped. */
export interface Program {
  /** Aborts when the program is to end. */
  readonly signal: AbortSignal;
  /** Names something that was started, with how to stop it. */
  started(name: string, stop: () => unknown): void;
  /** Ends the program because of a failure. */
  fail(why: string): void;
}

export interface Surroundings {
  /** Emits `SIGINT` and `SIGTERM`. */
  readonly signals: Pick<EventEmitter, 'on'>;
  /** Takes the lines that say what went wrong. */
  readonly complain: (line: string) => void;
  readonly stopWithinMs: number;
}

const SURROUNDINGS: Surroundings = {
  signals: process,
  complain: (line) => console.error(line),
  stopWithinMs: 5_000,
};

/**
 * Runs a program until it ends, fails or gets a signal, then stops everything that it has started.
 * @returns the exit code: 1 for a failure, or if stopping takes too long
 */
export const untilStopped = async (
  run: (program: Program) => Promise<void>,
  { signals, complain, stopWithinMs }: Surroundings = SURROUNDINGS,
): Promise<number> => {
  const leaving = new AbortController();
  const stoppables = new Stoppables(complain);
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>();
  for (const signal of ['SIGINT', 'SIGTERM']) signals.on(signal, () => end(undefined));
  run({ signal: leaving.signal, started: (name, stop) => stoppables.add(name, stop), fail: end }).then(
    () => end(undefined),
    (error) => end(messageOf(error)),
  );
  const failure = await ended;
  if (failure !== undefined) complain(failure);
  leaving.abort();
  const stopped = await Promise.race([
    stoppables.stop().then(() => true),
    setTimeout(stopWithinMs, false, { ref: false }),
  ]);
  return failure === undefined && stopped ? 0 : 1;
};
