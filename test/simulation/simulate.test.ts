import { describe, expect, it } from 'vitest';
import { failureLines } from './failure.ts';
import { simulate } from './simulate.ts';

const SEEDS = 300;

describe('the pipeline in simulated worlds', () => {
  it(`holds what it promises in ${SEEDS} worlds of crashes, zombies and operators`, async () => {
    const failures: string[] = [];
    let [fills, crashes, deadLetters] = [0, 0, 0];
    for (let seed = 0; seed < SEEDS && failures.length < 3; seed += 1) {
      const world = await simulate(seed);
      fills += world.counts.fills;
      crashes += world.counts.crashes;
      deadLetters += world.counts.deadLetters;
      if (world.problems.length > 0) failures.push(failureLines(world).join('\n'));
    }
    expect(failures.join('\n\n')).toBe('');
    // Worlds without events would pass every check.
    expect(fills).toBeGreaterThan(5 * SEEDS);
    expect(crashes).toBeGreaterThan(SEEDS);
    expect(deadLetters).toBeGreaterThan(SEEDS);
  });

  it('repeats a seed exactly', async () => {
    const first = await simulate(7);

    const again = await simulate(7);

    expect(again).toEqual(first);
  });

  it('gives a different world for a different seed', async () => {
    const [one, other] = [await simulate(7), await simulate(8)];

    expect(other.digest).not.toBe(one.digest);
  });
});
