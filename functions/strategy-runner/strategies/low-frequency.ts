import * as z from 'zod';
import { quantity } from './parameters.ts';
import type { Strategy } from './strategy.ts';

const parameters = z.strictObject({
  every_ticks: z.int().min(1).max(1_000_000).default(100).describe('Ticks from one signal to the next.'),
  quantity,
});

type Parameters = z.infer<typeof parameters>;

interface State {
  /** Ticks since the last signal. */
  ticks: number;
  side: 'BUY' | 'SELL';
}

export const lowFrequency: Strategy<Parameters, State> = {
  type: 'low_frequency',
  version: 1,
  title: 'Low frequency',
  rule: `A demonstration that never looks at the price: BUY and SELL in turn, one at every \`every_ticks\`-th tick, BUY
first. It shows that the pipeline runs, and its signals can be foretold.`,
  parameters,
  warmUp: ({ every_ticks }) => every_ticks - 1,
  packedSize: () => 2,
  initial: () => ({ ticks: 0, side: 'BUY' }),

  onTick(state, _tick, { every_ticks, quantity }) {
    state.ticks += 1;
    if (state.ticks < every_ticks) return undefined;
    const { side } = state;
    state.ticks = 0;
    state.side = side === 'BUY' ? 'SELL' : 'BUY';
    return { side, quantity };
  },

  codec: {
    pack: ({ ticks, side }) => [ticks, side === 'BUY' ? 1 : -1],
    unpack: ([ticks = 0, side = 1]) => ({ ticks, side: side > 0 ? 'BUY' : 'SELL' }),
  },
};
