import type { HealthServices } from '../../functions/health/api/services.ts';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { BROKERS } from '../../shared/events/brokers.ts';
import type { EventSource } from '../../shared/ports/event-sources.ts';

/** 2026-03-02, a Monday, 10:00 IST: NSE trades. */
export const MARKET_HOURS = Date.parse('2026-03-02T04:30:00.000Z');

export const healthServices = (change: Partial<HealthServices> = {}): HealthServices => ({
  stage: 'local',
  openApi: { openapi: '3.1.0', info: { title: 'Alpha Panda' } },
  tables: new MemoryTables(),
  topics: { check: async () => {} },
  eventSources: { list: async () => [eventSource('price-recorder')] },
  functionPrefix: 'alpha-panda-test-',
  brokers: BROKERS,
  pollerHours: 'nse',
  isLive: true,
  hasFeed: false,
  maxPriceAgeMs: 15_000,
  account: undefined,
  onFailure: () => {},
  ...change,
});

export const eventSource = (name: string, change: Partial<EventSource> = {}): EventSource => ({
  id: `uuid-of-${name}`,
  functionName: `alpha-panda-test-${name}`,
  topics: ['market.ticks'],
  state: 'Enabled',
  lastModified: '2026-03-02T03:21:00.000Z',
  ...change,
});

export const activeStrategy = (strategy_id: string, instruments: readonly number[], live = false) => ({
  strategy_id,
  type: 'momentum',
  instruments,
  is_active: true,
  zerodha_trading_enabled: live,
  version: 1,
});
