import { randomFrom } from '../../localstack/market-data/simulator/random.ts';

/** When the process that runs the functions is killed. */
export interface PlannedKill {
  /** The number of a tick, from 1: the clock starts when it is sent, or when the process is next seen at work. */
  readonly tick: number;
  /** Milliseconds from then on. */
  readonly afterMs: number;
  /** Killed a second time so many milliseconds into its new start; undefined where it is not. */
  readonly againAfterMs: number | undefined;
}

export interface KillPlanOptions {
  readonly seed: string;
  /** At how many ticks; the kills during a start come on top. */
  readonly kills: number;
  /** How many ticks are sent. */
  readonly ticks: number;
  /** Numbers of ticks that make the stages busy: half of the kills are at these. */
  readonly busy: readonly number[];
  /** The longest time from a tick to its kill, milliseconds: about how long the stages work at what was sent. */
  readonly longestMs: number;
}

/** Every so-manieth restart is killed as well. */
const AGAIN_EVERY = 4;
/** About as long as a start takes; mappings join and work before it is complete. */
const START_MS = 3_000;

/**
 * Kills at random moments that follow from the seed, in order of their ticks, each at another tick. There are fewer
 * where there are not so many ticks.
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
