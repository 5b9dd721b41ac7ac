import { paperLimitsSeed, type SeedItem } from '../../localstack/dev/seed/seed-item.ts';

/**
 * Paper's limits for ticks that come faster than market time. Hours of the market pass between a signal and its
 * verdict. With the usual limits every signal would be stale, and nothing could be lost.
 */
export const freeRunningLimits = (): SeedItem =>
  paperLimitsSeed({
    max_signal_age_ms: 3_600_000,
    max_price_age_ms: 3_600_000,
    max_price_deviation_bps: 10_000,
  });
