import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { marketClock } from '../../shared/ports/clock.ts';
import { readSettings } from '../../shared/settings/settings.ts';

/** Dependencies with which any stage can be wired: empty tables, market time from events, default settings. */
export const wiringDependencies = (given: Partial<StageDependencies> = {}): StageDependencies => ({
  tables: new MemoryTables(),
  lastPrices: async () => new Map(),
  stageState: async () => undefined,
  clock: { now: () => 0 },
  marketClock: marketClock('event'),
  settings: readSettings({ STAGE: 'local', TABLE_PREFIX: 'test', KAFKA_BROKERS: 'none:0' }),
  environment: {},
  reportBadItem: () => undefined,
  ...given,
});
