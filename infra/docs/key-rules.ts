import type { KeyRule } from '../../shared/events/topics.ts';

/** What the records of a topic are keyed by; order is kept per key. */
export const KEY_RULES: Readonly<Record<KeyRule, string>> = {
  instrument_token: 'Keyed by `instrument_token`: the ticks of one instrument stay in order.',
  'strategy_id:instrument_token':
    'Keyed by `strategy_id:instrument_token`: what one strategy does in one instrument stays in order.',
  broker: 'Keyed by the broker.',
  subject: 'Keyed by what the event is about, or by `shared`.',
};
