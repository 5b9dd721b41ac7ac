import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { MarketClock } from '../../shared/ports/clock.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';

/** The context of the stage. */
export interface DeadLettersContext {
  /** Wall-clock time in epoch milliseconds; undefined if the events are the clock. */
  readonly now: number | undefined;
}

export const loadDeadLettersContext =
  (deps: { readonly marketClock: MarketClock }): LoadContext<DeadLettersContext, KafkaRecord> =>
  async () => ({ now: deps.marketClock.now() });
