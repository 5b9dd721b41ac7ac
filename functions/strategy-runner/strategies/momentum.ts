import * as z from 'zod';
import { fromRupees } from '../../../shared/money.ts';
import { type Crossing, crosses, newCrossing, packCrossing, unpackCrossing, type Zone } from './crossing.ts';
import { cooldownTicks, period, quantity, rounded } from './parameters.ts';
import { packSeries, RingBuffer, unpackSeries } from './ring-buffer.ts';
import type { Strategy } from './strategy.ts';

const parameters = z.strictObject({
  lookback_period: period(1, 20, 'Ticks back to the price that the move is measured from.'),
  momentum_threshold: z
    .number()
    .min(0.000_01)
    .max(1)
    .default(0.002)
    .describe('Size of the move that counts, as a fraction of the earlier price (0.002 is 0.2 %).'),
  quantity,
  cooldown_ticks: cooldownTicks,
});

type Parameters = z.infer<typeof parameters>;

interface State {
  readonly prices: RingBuffer;
  readonly crossing: Crossing;
}

export const momentum: Strategy<Parameters, State> = {
  type: 'momentum',
  version: 1,
  title: 'Momentum',
  rule: `With \`p\` the price and \`q\` the price \`lookback_period\` ticks ago, the move is \`m = (p − q) / q\`.
BUY when \`m\` rises above \`momentum_threshold\`, SELL when it falls below \`−momentum_threshold\`: a trend is
expected to go on.`,
  parameters,
  warmUp: ({ lookback_period }) => lookback_period + 1,
  packedSize: ({ lookback_period }) => 2 + lookback_period,
  initial: ({ lookback_period }) => ({ prices: new RingBuffer(lookback_period), crossing: newCrossing() }),

  onTick({ prices, crossing }, tick, { lookback_period, momentum_threshold, quantity, cooldown_ticks }) {
    const price = fromRupees(tick.last_price);
    const earlier = prices.push(price);
    if (earlier === undefined) return undefined;
    const move = price - earlier;
    const zone: Zone =
      move > momentum_threshold * earlier ? 1 : move < -momentum_threshold * earlier ? -1 : 0;
    if (!crosses(crossing, zone, cooldown_ticks)) return undefined;
    return {
      side: zone > 0 ? 'BUY' : 'SELL',
      quantity,
      metadata: { momentum: rounded(move / earlier), lookback_period },
    };
  },

  codec: {
    pack: ({ prices, crossing }) => [...packCrossing(crossing), ...packSeries(prices.values())],
    unpack([zone = 0, quiet = 0, ...series], { lookback_period }) {
      const prices = new RingBuffer(lookback_period);
      for (const price of unpackSeries(series, lookback_period)) prices.push(price);
      return { prices, crossing: unpackCrossing(zone, quiet) };
    },
  },
};
