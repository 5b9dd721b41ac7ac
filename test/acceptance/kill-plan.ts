import { randomFrom } from '../../localstack/market-data/simulator/random.ts';

/** A planned kill of the process that runs the functions. */
export interface PlannedKill {
  /** The number of a tick, from 1. The time starts when it is sent, or when the process next works. */
  readonly tick: number;
  /** Milliseconds from then to the kill. */
  readonly afterMs: number;
  /** Milliseconds from the restart to a second kill; undefined for a single kill. */
  readonly againAfterMs: number | undefined;
}

export interface KillPlanOptions {
  readonly seed: string;
  /** Number of ticks with a kill. Kills during a restart are additional. */
  readonly kills: number;
  /** Number of ticks. */
  readonly ticks: number;
  /** Numbers of ticks that make the stages busy. Half of the kills are at these. */
  readonly busy: readonly number[];
  /** Maximum milliseconds from a tick to its kill: about the time that the stages need for it. */
  readonly longestMs: number;
}

/** Every fourth restart is killed too. */
const AGAIN_EVERY = 4;
/** The approximate time of a start. Mappings join and work before it is complete. */
const START_MS = 3_000;

/**
 * Kills at seeded random times, at different ticks, in order. With too few ticks there are fewer kills.
 */
export const planKills = ({
  seed,
  kills,
  ticks,
  busy,
  longestMs,
}: KillPlanOptions): readonly PlannedKill[] => {
  const random = randomFrom(`${seed}/kills`);
  const chosen = new Set<number>();
  const choose = (from: readonly number[], until: number): void => {
    const left = from.filter((tick) => !chosen.has(tick));
    while (chosen.size < until && left.length > 0) {
      const [tick] = left.splice(random.between(0, left.length - 1), 1);
      if (tick !== undefined) chosen.add(tick);
    }
  };
  choose(busy, Math.floor(kills / 2));
  choose(
    Array.from({ length: ticks }, (_, place) => place + 1),
    kills,
  );
  return [...chosen]
    .sort((a, b) => a - b)
    .map((tick, place) => ({
      tick,
      afterMs: random.between(0, longestMs),
      againAfterMs: place % AGAIN_EVERY === AGAIN_EVERY - 1 ? random.between(200, START_MS) : undefined,
    }));
};
