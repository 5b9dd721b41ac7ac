import { instrumentSeed, type SeedItem, strategySeed } from '../../../localstack/dev/seed/seed-item.ts';
import { SIMULATED_INSTRUMENTS } from '../../../localstack/market-data/simulator/instruments.ts';
import { SessionSimulator } from '../../../localstack/market-data/simulator/session-simulator.ts';
import type { TimedTick } from '../../../localstack/market-data/timed-tick.ts';

/** Three shares, so that ticks spread over several partitions. */
const INSTRUMENTS = SIMULATED_INSTRUMENTS.filter(({ segment }) => segment === 'NSE').slice(0, 3);

export const TOKENS: readonly number[] = INSTRUMENTS.map(({ instrument_token }) => instrument_token);

export const LOW_FREQUENCY = 'low-frequency-test';

/** A strategy with predictable signals: one at every `everyTicks`th tick of each share. */
export const lowFrequency = (quantity: number, everyTicks = 10, version = 1): SeedItem => {
  const { table, item } = strategySeed({
    id: LOW_FREQUENCY,
    type: 'low_frequency',
    instruments: TOKENS,
    parameters: { every_ticks: everyTicks, quantity },
  });
  return { table, item: { ...item, version } };
};

/** Table items of the small market: its shares, and two strategies with early signals. */
export const smallMarketItems = (): readonly SeedItem[] => [
  ...INSTRUMENTS.map(instrumentSeed),
  strategySeed({
    id: 'momentum-test',
    type: 'momentum',
    instruments: TOKENS,
    parameters: { lookback_period: 5, momentum_threshold: 0.0005, quantity: 10, cooldown_ticks: 8 },
  }),
  lowFrequency(1),
];

/** Ticks of a simulated market: one of each share in a second. The same seed gives the same ticks. */
export const smallMarket = (count: number, seed = 'integration'): readonly TimedTick[] => {
  const simulator = new SessionSimulator({
    seed,
    date: '2026-01-05',
    ticksPerSecond: 1,
    instruments: INSTRUMENTS,
  });
  return Array.from({ length: count }, () => simulator.next());
};
