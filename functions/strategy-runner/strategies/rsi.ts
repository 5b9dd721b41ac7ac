import * as z from 'zod';
import { fromRupees } from '../../../shared/money.ts';
import { type Crossing, crosses, newCrossing, packCrossing, unpackCrossing, type Zone } from './crossing.ts';
import { cooldownTicks, quantity, rounded, rsiOverbought, rsiOversold, rsiPeriod } from './parameters.ts';
import type { Strategy } from './strategy.ts';
import { WilderRsi } from './wilder-rsi.ts';

const parameters = z.strictObject({
  rsi_period: rsiPeriod,
  rsi_oversold: rsiOversold,
  rsi_overbought: rsiOverbought,
  quantity,
  cooldown_ticks: cooldownTicks,
});

type Parameters = z.infer<typeof parameters>;

interface State {
  readonly rsi: WilderRsi;
  readonly crossing: Crossing;
}

export const rsi: Strategy<Parameters, State> = {
  type: 'rsi',
  version: 1,
  title: 'RSI',
  rule: `Wilder’s relative strength index: \`RSI = 100 · G / (G + L)\`, where \`G\` and \`L\` are the average gain and loss per
tick, at first over \`rsi_period\` changes, from then on \`G ← (G · (n − 1) + gain) / n\` with \`n = rsi_period\`. A price that
has not moved at all reads 50.
BUY when the RSI falls below \`rsi_oversold\`, SELL when it rises above \`rsi_overbought\`.`,
  parameters,
  warmUp: ({ rsi_period }) => rsi_period + 1,
  packedSize: () => 6,
  initial: ({ rsi_period }) => ({ rsi: new WilderRsi(rsi_period), crossing: newCrossing() }),

  onTick({ rsi, crossing }, tick, { rsi_oversold, rsi_overbought, quantity, cooldown_ticks }) {
    rsi.push(fromRupees(tick.last_price));
    if (!rsi.ready) return undefined;
    const strength = rsi.value();
    const zone: Zone = strength < rsi_oversold ? -1 : strength > rsi_overbought ? 1 : 0;
    if (!crosses(crossing, zone, cooldown_ticks)) return undefined;
    return { side: zone < 0 ? 'BUY' : 'SELL', quantity, metadata: { rsi: rounded(strength) } };
  },

  codec: {
    pack: ({ rsi, crossing }) => [...packCrossing(crossing), ...rsi.pack()],
    unpack: ([zone = 0, quiet = 0, ...packed], { rsi_period }) => ({
      rsi: WilderRsi.unpack(rsi_period, packed),
      crossing: unpackCrossing(zone, quiet),
    }),
  },
};
