import * as z from 'zod';
import { fromRupees } from '../../../shared/money.ts';
import { type Crossing, crosses, newCrossing, packCrossing, unpackCrossing, type Zone } from './crossing.ts';
import {
  cooldownTicks,
  period,
  quantity,
  rounded,
  rsiOverbought,
  rsiOversold,
  rsiPeriod,
} from './parameters.ts';
import { RollingMoments } from './rolling-moments.ts';
import type { Strategy } from './strategy.ts';
import { WilderRsi } from './wilder-rsi.ts';

const fields = z.strictObject({
  bollinger_period: period(3, 20, 'Prices in the bands’ average.'),
  bollinger_deviations: z
    .number()
    .min(0.1)
    .max(10)
    .default(2)
    .describe(
      'Distance of the bands from the average, in standard deviations; less than √(`bollinger_period` − 1).',
    ),
  rsi_period: rsiPeriod,
  rsi_oversold: rsiOversold,
  rsi_overbought: rsiOverbought,
  quantity,
  cooldown_ticks: cooldownTicks,
});

/** No price of a window is further from the average than √(n−1) deviations. */
const parameters = fields.refine(
  ({ bollinger_period, bollinger_deviations }) => bollinger_deviations ** 2 < bollinger_period - 1,
  {
    path: ['bollinger_deviations'],
    message: 'no price can lie outside these bands; it must be less than √(bollinger_period − 1)',
  },
);

type Parameters = z.infer<typeof parameters>;

interface State {
  readonly moments: RollingMoments;
  readonly rsi: WilderRsi;
  readonly crossing: Crossing;
}

/** Length of a packed RSI after its first price. */
const RSI_NUMBERS = 4;

export const meanReversion: Strategy<Parameters, State> = {
  type: 'mean_reversion',
  version: 1,
  title: 'Mean reversion',
  rule: `Bollinger bands: the average \`μ\` of the last \`bollinger_period\` prices, this one included, plus and minus
\`bollinger_deviations\` times their population standard deviation \`σ\`. Wilder’s RSI confirms.
BUY when the price moves below the lower band with the RSI below \`rsi_oversold\`. SELL when it moves above the upper
band with the RSI above \`rsi_overbought\`. A price that has moved too far is expected to come back.`,
  parameters,
  warmUp: ({ bollinger_period, rsi_period }) => Math.max(bollinger_period, rsi_period + 1),
  packedSize: ({ bollinger_period }) => 2 + RSI_NUMBERS + bollinger_period,
  initial: ({ bollinger_period, rsi_period }) => ({
    moments: new RollingMoments(bollinger_period),
    rsi: new WilderRsi(rsi_period),
    crossing: newCrossing(),
  }),

  onTick({ moments, rsi, crossing }, tick, parameters) {
    const price = fromRupees(tick.last_price);
    moments.push(price);
    rsi.push(price);
    if (!moments.full || !rsi.ready) return undefined;
    // Both sides of |p − μ| > kσ are multiplied by the count and squared. This avoids roots, divisions and
    // rounding.
    const distance = moments.count * price - moments.sum;
    const variance = moments.scaledVariance();
    const outside = distance * distance > parameters.bollinger_deviations ** 2 * variance;
    const strength = rsi.value();
    const zone: Zone =
      outside && distance < 0 && strength < parameters.rsi_oversold
        ? -1
        : outside && distance > 0 && strength > parameters.rsi_overbought
          ? 1
          : 0;
    if (!crosses(crossing, zone, parameters.cooldown_ticks)) return undefined;
    return {
      side: zone < 0 ? 'BUY' : 'SELL',
      quantity: parameters.quantity,
      metadata: { deviations: rounded(distance / Math.sqrt(variance)), rsi: rounded(strength) },
    };
  },

  codec: {
    pack: ({ moments, rsi, crossing }) => [...packCrossing(crossing), ...rsi.pack(), ...moments.pack()],
    unpack([zone = 0, quiet = 0, ...rest], { bollinger_period, rsi_period }) {
      return {
        crossing: unpackCrossing(zone, quiet),
        rsi: WilderRsi.unpack(rsi_period, rest.slice(0, RSI_NUMBERS)),
        moments: RollingMoments.unpack(bollinger_period, rest.slice(RSI_NUMBERS)),
      };
    },
  },
};
