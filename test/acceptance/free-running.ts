import { paperLimitsSeed, type SeedItem } from '../../localstack/dev/seed/seed-item.ts';

/**
 * Paper's limits for ticks that come faster than their own time passes: hours of the market go by between a signal
 * and its verdict, and with the usual limits every signal would be found stale and nothing would be left to lose.
 */
export const freeRunningLimits = (): SeedItem =>
  paperLimitsSeed({
    max_signal_age_ms: 3_600_000,
    max_price_age_ms: 3_600_000,
    max_price_deviation_bps: 10_000,
  });
