import type { Instrument } from '../../../shared/market/instrument.ts';
import { instrumentSeed, type SeedItem, type SeedStrategy, strategySeed } from './seed-item.ts';

/** Indices are not traded. On paper an index represents a fund or future that follows it, with a lot size of one. */
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

/** Quantity of one order; both have a similar value. */
const QUANTITIES = [
  { instrument: NIFTY_50, suffix: 'nifty', quantity: 75 },
  { instrument: NIFTY_BANK, suffix: 'banknifty', quantity: 25 },
] as const;

/** Windows are in ticks on which strategies decide: a closed bar gives one. */
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

const INDICES = [NIFTY_50, NIFTY_BANK];

/** NIFTY 50, NIFTY BANK and the instruments of the files as table items. */
export const replayInstruments = (instruments: readonly Instrument[]): readonly SeedItem[] =>
  [
    ...INDICES,
    ...instruments.filter((one) => INDICES.every((index) => index.instrument_token !== one.instrument_token)),
  ].map(instrumentSeed);

/**
 * Table items for a replay: momentum and mean reversion on NIFTY 50 and NIFTY BANK, and the instruments.
 * @param instruments of the files besides both indices
 */
export const replayItems = (instruments: readonly Instrument[] = []): readonly SeedItem[] => [
  ...replayInstruments(instruments),
  ...STRATEGIES.map(strategySeed),
];
