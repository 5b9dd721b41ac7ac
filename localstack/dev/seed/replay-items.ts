import type { Instrument } from '../../../shared/market/instrument.ts';
import { instrumentSeed, type SeedItem, type SeedStrategy, strategySeed } from './seed-item.ts';

/** Indices are not traded: on paper they stand for a fund or future that follows them, so one unit is a lot. */
const index = (instrument_token: number, tradingsymbol: string): Instrument => ({
  instrument_token,
  tradingsymbol,
  exchange: 'NSE',
  segment: 'INDICES',
  tick_size: 0.05,
  lot_size: 1,
});

const NIFTY_50 = index(256265, 'NIFTY 50');
const NIFTY_BANK = index(260105, 'NIFTY BANK');

/** Units of one order, worth much the same in both. */
const QUANTITIES = [
  { instrument: NIFTY_50, suffix: 'nifty', quantity: 75 },
  { instrument: NIFTY_BANK, suffix: 'banknifty', quantity: 25 },
] as const;

/** Windows in ticks; a minute's bar gives four. */
const STRATEGIES: readonly SeedStrategy[] = QUANTITIES.flatMap(({ instrument, suffix, quantity }) => [
  {
    id: `momentum-${suffix}`,
    type: 'momentum',
    instruments: [instrument.instrument_token],
    parameters: { lookback_period: 20, momentum_threshold: 0.002, quantity, cooldown_ticks: 20 },
  },
  {
    id: `mean-reversion-${suffix}`,
    type: 'mean_reversion',
    instruments: [instrument.instrument_token],
    parameters: {
      bollinger_period: 40,
      bollinger_deviations: 2,
      rsi_period: 14,
      quantity,
      cooldown_ticks: 20,
    },
  },
]);

/** What a replay of NIFTY 50 and NIFTY BANK needs in the tables: both indices, momentum and mean reversion on each. */
export const replayItems = (): readonly SeedItem[] => [
  ...[NIFTY_50, NIFTY_BANK].map(instrumentSeed),
  ...STRATEGIES.map(strategySeed),
];
