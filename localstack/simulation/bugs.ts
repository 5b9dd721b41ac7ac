import { plant } from './plant.ts';
import type { PlantedBug } from './planted-bugs.ts';

/** How a hunt for one bug ended. */
export interface Hunt {
  readonly bug: PlantedBug;
  /** The seed that found it; undefined where none of those tried did. */
  readonly seed: number | undefined;
  readonly problem: string | undefined;
}

/** Lives worlds with a bug in them until one of them shows it. */
export const hunt = async (bug: PlantedBug, seeds: number, first = 0): Promise<Hunt> => {
  const simulate = await plant(bug);
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { problems } = await simulate(seed);
    if (problems.length > 0) return { bug, seed, problem: problems[0] };
  }
  return { bug, seed: undefined, problem: undefined };
};
