import { plant } from './plant.ts';
import { type PlantedBug, USUALLY_WITHIN } from './planted-bugs.ts';

/** How a hunt for one bug ended. */
export interface Hunt {
  readonly bug: PlantedBug;
  /** The seed that found it; undefined where none of those tried did. */
  readonly seed: number | undefined;
  /** How many were tried at most. */
  readonly within: number;
  readonly problem: string | undefined;
}

/** Lives worlds with a bug in them until one of them shows it. */
export const hunt = async (bug: PlantedBug): Promise<Hunt> => {
  const simulate = await plant(bug);
  const within = bug.within ?? USUALLY_WITHIN;
  for (let seed = 0; seed < within; seed += 1) {
    const { problems } = await simulate(seed);
    if (problems.length > 0) return { bug, seed, within, problem: problems[0] };
  }
  return { bug, seed: undefined, within, problem: undefined };
};
