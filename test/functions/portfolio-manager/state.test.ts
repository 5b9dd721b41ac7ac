import { expect, it } from 'vitest';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import { portfolioCodec } from '../../../functions/portfolio-manager/state.ts';
import { fill, filled, quoting } from './fixtures.ts';

it('shows readers in the same process the members of the stored state', () => {
  const stage = portfolioManager('paper');
  const state = stage.initial();
  stage.reduce(state, filled(fill(1)), quoting([256265, 100]));

  const { sequence, effects, positions, closed } = Object(portfolioCodec.encode(state));

  expect(positions).toHaveLength(1);
  expect(JSON.parse(JSON.stringify(portfolioCodec.view?.(state)))).toEqual(
    JSON.parse(JSON.stringify({ sequence, effects, positions, closed })),
  );
});
