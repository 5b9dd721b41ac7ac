import type { Scope } from './brokers.ts';
import type { KeyRule } from './topics.ts';
import type { EventData, EventType } from './types.ts';

/** `strategy_id:instrument_token`, the identity of one position of one strategy. */
export const positionKey = (strategyId: string, instrumentToken: number): string =>
  `${strategyId}:${instrumentToken}`;

type Keyed = {
  readonly broker?: string | undefined;
  readonly strategy_id?: string;
  readonly instrument_token?: number;
  readonly original_signal?: { readonly strategy_id: string; readonly instrument_token: number };
  readonly subject?: string | undefined;
  readonly timestamp?: string;
};

/** The partition key of an event's data under a topic's rule. */
export const partitionKey = (rule: KeyRule, broker: Scope, data: EventData[EventType]): string => {
  const keyed: Keyed = data;
  switch (rule) {
    case 'instrument_token':
      return String(keyed.instrument_token);
    case 'strategy_id:instrument_token': {
      const { strategy_id, instrument_token } = keyed.original_signal ?? keyed;
      // An event of the whole account has no position.
      if (strategy_id === undefined || instrument_token === undefined) return broker;
      return positionKey(strategy_id, instrument_token);
    }
    case 'broker':
      return broker;
    case 'subject':
      return keyed.subject ?? broker;
  }
};
