import type { EventType } from '../../shared/events/types.ts';

/** What each event says, in a sentence. */
export const EVENT_SUMMARIES: Readonly<Record<EventType, string>> = {
  market_tick: 'The market has a new price, and perhaps volume and depth, for one instrument.',
  trading_signal: 'A strategy wants to buy or sell, at the price of the tick that made it decide.',
  validated_signal: 'Risk lets a signal pass; what every rule said is with it.',
  rejected_signal: 'Risk stops a signal; the code of the first rule that said no is with it.',
  order_placed: 'An order stands at the broker.',
  order_filled: 'An order was executed, in whole or in part.',
  order_failed: 'A validated signal became no order, or an order no fill.',
  pnl_snapshot: 'Profit and loss of an account, its strategies and its positions at a moment.',
  operator_action: 'A person changed something through the API: what, from what to what, who, and why.',
  redrive_requested: 'A person wants a dead letter back on its topic.',
  system_error: 'Something that a person should know and that is not one record’s fault.',
};
