import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { childOf, createEvent, tickId } from '../../shared/events/create.ts';
import type { Envelope, EventOf } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { eventTopics, SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { journalItem } from '../../shared/journal/item.ts';

const topicOf = ({ broker, type }: Envelope): string =>
  eventTopics().find((topic) => topic.broker === broker && topic.types.some((one) => one === type))?.name ??
  '';

/** Writes events to a journal in memory, as the trail does. */
export const writeJournal = (tables: MemoryTables, events: readonly Envelope[]): MemoryTables => {
  for (const event of events) tables.put('journal', journalItem({ topic: topicOf(event), event }));
  return tables;
};

export const journalOf = (events: readonly Envelope[]): MemoryTables =>
  writeJournal(new MemoryTables(), events);

const topics = topicsFor('paper');
const CHECKS = [
  { rule: 'KILL_SWITCH', passed: true },
  { rule: 'MAX_DAILY_TRADES', passed: true, detail: '3 of 10' },
];

/** All that comes of one tick when its signal is traded on paper. */
export interface PaperTrace {
  readonly tick: EventOf<'market_tick'>;
  readonly signal: EventOf<'trading_signal'>;
  readonly verdict: EventOf<'validated_signal'>;
  readonly fill: EventOf<'order_filled'>;
  readonly snapshot: EventOf<'pnl_snapshot'>;
  /** Those that the journal has, in causal order. */
  readonly events: readonly Envelope[];
}

/** A tick at a moment, a strategy that buys on it, and what follows. */
export const paperTrace = (
  ts: string,
  { strategy_id = 'momentum-1', instrument_token = 256265, last_price = 15_500.05 } = {},
): PaperTrace => {
  const quote = { instrument_token, last_price, timestamp: ts };
  const tick = createEvent(SHARED_TOPICS.marketTicks, 'market_tick', quote, {
    id: tickId(quote),
    ts,
    source: 'market-feed',
  });
  const signal = childOf(tick, 'strategy-runner', 0, topics.signalsRaw, 'trading_signal', {
    strategy_id,
    instrument_token,
    signal_type: 'BUY',
    quantity: 65,
    price: last_price,
    timestamp: ts,
  });
  const verdict = childOf(signal, 'paper.risk-manager', 0, topics.signalsValidated, 'validated_signal', {
    original_signal: signal.data,
    validated_quantity: 65,
    validated_price: last_price,
    risk_checks: CHECKS,
    timestamp: ts,
  });
  const fill = childOf(verdict, 'paper.trading-engine', 0, topics.ordersFilled, 'order_filled', {
    order_id: uuidV5(ALPHA_PANDA, signal.id),
    signal_id: signal.id,
    strategy_id,
    instrument_token,
    signal_type: 'BUY',
    execution_mode: 'paper',
    timestamp: ts,
    fill_id: 'fill-1',
    quantity: 65,
    fill_price: 15_503.15,
    fees: 24.71,
    market_price: last_price,
    market_price_timestamp: ts,
    complete: true,
  });
  const snapshot = childOf(fill, 'paper.portfolio-manager', 0, topics.pnlSnapshots, 'pnl_snapshot', {
    broker: 'paper',
    realized_pnl: -24.71,
    unrealized_pnl: -201.5,
    total_pnl: -226.21,
    fees: 24.71,
    timestamp: ts,
  });
  return { tick, signal, verdict, fill, snapshot, events: [signal, verdict, fill, snapshot] };
};

/** The order of a trace's verdict as failed instead of filled. */
export const failedOrder = ({ verdict, signal }: PaperTrace): EventOf<'order_failed'> =>
  childOf(verdict, 'paper.trading-engine', 0, topics.ordersFailed, 'order_failed', {
    order_id: uuidV5(ALPHA_PANDA, `failed ${signal.id}`),
    signal_id: signal.id,
    strategy_id: signal.data.strategy_id,
    instrument_token: signal.data.instrument_token,
    signal_type: 'BUY',
    execution_mode: 'paper',
    quantity: 65,
    reason: 'NO_PRICE',
    error_message: 'there is no price',
    timestamp: verdict.ts,
  });

/** A trace's signal as refused instead of validated. */
export const rejection = ({ signal }: PaperTrace, reason: string): EventOf<'rejected_signal'> =>
  childOf(signal, 'paper.risk-manager', 0, topics.signalsRejected, 'rejected_signal', {
    original_signal: signal.data,
    rejection_reason: reason,
    risk_checks: [{ rule: reason, passed: false }],
    timestamp: signal.ts,
  });
