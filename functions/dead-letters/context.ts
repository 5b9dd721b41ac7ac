import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { MarketClock } from '../../shared/ports/clock.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import type { DeadLettersContext } from './stage.ts';

export const loadDeadLettersContext =
  (deps: { readonly marketClock: MarketClock }): LoadContext<DeadLettersContext, KafkaRecord> =>
  async () => ({ now: deps.marketClock.now() });
