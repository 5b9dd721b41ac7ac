import type { LoadContext, MarketClock } from '../../shared/kernel/ports.ts';
import type { KafkaRecord } from '../../shared/kernel/record.ts';
import type { DeadLettersContext } from './stage.ts';

export const loadDeadLettersContext =
  (deps: { readonly marketClock: MarketClock }): LoadContext<DeadLettersContext, KafkaRecord> =>
  async () => ({ now: deps.marketClock.now() });
