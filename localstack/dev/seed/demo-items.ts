import { SIMULATED_INSTRUMENTS } from '../../market-data/simulator/instruments.ts';
import {
  instrumentSeed,
  paperLimitsSeed,
  type SeedItem,
  type SeedStrategy,
  strategySeed,
} from './seed-item.ts';

const SHARES = SIMULATED_INSTRUMENTS.filter(({ segment }) => segment === 'NSE').map(
  ({ instrument_token }) => instrument_token,
);

/** Tuned to the simulator: signals come within seconds of the first tick, and not at every tick. */
const STRATEGIES: readonly SeedStrategy[] = [
  {
    id: 'momentum-demo',
    type: 'momentum',
    instruments: SHARES,
    parameters: { lookback_period: 20, momentum_threshold: 0.0015, quantity: 10, cooldown_ticks: 40 },
  },
  {
    id: 'mean-reversion-demo',
    type: 'mean_reversion',
    instruments: SHARES,
    parameters: {
      bollinger_period: 20,
      bollinger_deviations: 2,
      rsi_period: 14,
      quantity: 10,
      cooldown_ticks: 40,
    },
  },
  {
    id: 'rsi-demo',
    type: 'rsi',
    instruments: SHARES.slice(0, 4),
    parameters: { rsi_period: 14, rsi_oversold: 25, rsi_overbought: 75, quantity: 5, cooldown_ticks: 60 },
  },
  {
    id: 'low-frequency-demo',
    type: 'low_frequency',
    instruments: SHARES.slice(0, 2),
    parameters: { every_ticks: 60, quantity: 1 },
  },
];

/** Small limits, so that a demonstration shows rejections within minutes. */
const LIMITS = { max_position_size: 100, max_order_notional: 200_000, max_open_exposure: 1_500_000 };

/**
 * The simulated market's table items: its instruments, four strategies, paper limits. No seed releases the live account:
 * only `npm run cli -- kill zerodha release --if-version 0 --reason …` does (see `docs/operations.md`).
 */
export const demoItems = (): readonly SeedItem[] => [
  ...SIMULATED_INSTRUMENTS.map(instrumentSeed),
  ...STRATEGIES.map(strategySeed),
  paperLimitsSeed(LIMITS),
];
