import { describe, expect, it } from 'vitest';
import { STAGE_FUNCTIONS } from '../../infra/service/stages.ts';
import { STAGES } from './stages.ts';

describe('simulated stages', () => {
  it('are the deployed stages, on the same topics', () => {
    const simulated = STAGES.map(({ name, topics }) => `${name} reads ${[...topics].sort()}`);

    const deployed = STAGE_FUNCTIONS.map(
      ({ stageName, consumes }) => `${stageName} reads ${[...consumes].sort()}`,
    );
    expect(simulated.sort()).toEqual(deployed.sort());
  });
});
