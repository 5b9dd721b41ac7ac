import { plant } from './plant.ts';
import { type PlantedBug, USUALLY_WITHIN } from './planted-bugs.ts';

/** The result of a search for one bug. */
export interface Hunt {
  readonly bug: PlantedBug;
  /** The seed that found it; undefined if no seed did. */
  readonly seed: number | undefined;
  /** The most seeds that may be tried. */
  readonly within: number;
  readonly problem: string | undefined;
}

/** Simulates worlds with a bug until one of them shows it. */
export const hunt = async (bug: PlantedBug): Promise<Hunt> => {
  const simulate = await plant(bug);
  const within = bug.within ?? USUALLY_WITHIN;
  for (let seed = 0; seed < within; seed += 1) {
    const { problems } = await simulate(seed);
    if (problems.length > 0) return { bug, seed, within, problem: problems[0] };
  }
  return { bug, seed: undefined, within, problem: undefined };
};
