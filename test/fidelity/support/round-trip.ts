import { replayInProcess } from '../../../localstack/backtest/in-process-replay.ts';
import { instrumentSeed, paperLimitsSeed, strategySeed } from '../../../localstack/dev/seed/seed-item.ts';
import { timedTick } from '../../../localstack/market-data/timed-tick.ts';
import type { RiskLimits } from '../../../shared/controls/limits.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';

const WIDE: Partial<RiskLimits> = {
  max_position_size: 10_000,
  max_order_notional: 1e9,
  max_open_exposure: 1e9,
  max_daily_loss: 1e9,
};

interface RoundTrip {
  readonly instrument: Instrument;
  readonly quantity: number;
  readonly from: number;
  readonly to: number;
  readonly limits?: Partial<RiskLimits>;
}

const at = (time: string): number => Date.parse(`2026-11-12T${time}.000+05:30`);

/** Buys at one price and sells an hour later at another, through all stages of the pipeline and without slippage. */
export const roundTrip = async ({ instrument, quantity, from, to, limits = {} }: RoundTrip) => {
  const { instrument_token } = instrument;
  const tick = (time: string, last_price: number) => timedTick(at(time), { instrument_token, last_price });
  const { result } = await replayInProcess({
    source: [[tick('10:00:00', from), tick('10:00:01', from), tick('11:00:00', to), tick('11:00:01', to)]],
    orderLatencyMs: 0,
    seed: [
      instrumentSeed({ ...instrument, slippage_ticks: 0 }),
      strategySeed({
        id: 'round-trip',
        type: 'low_frequency',
        instruments: [instrument_token],
        parameters: { every_ticks: 2, quantity },
      }),
      paperLimitsSeed({ ...WIDE, ...limits }),
    ],
  });
  return result;
};
