import type { Broker } from '../../shared/events/brokers.ts';
import type { EventType } from '../../shared/events/types.ts';

/** A month of trading. */
export interface Workload {
  readonly instruments: number;
  /** Ticks a second of one instrument, in market hours. */
  readonly ticks: number;
  readonly strategies: number;
  /** Signals of one strategy in a day. Every signal passes risk and is filled. */
  readonly signals: number;
  /** Batches that the feed sends in a second, if there are as many ticks. */
  readonly sends: number;
}

/** NSE trades from 09:15 to 15:30, on about 21 days of a month. */
export const MARKET_HOURS = 6.25;
export const TRADING_DAYS = 21;
/** 365 × 24 / 12 */
export const HOURS_OF_MONTH = 730;
export const DAYS_OF_MONTH = HOURS_OF_MONTH / 24;

const HOUR_SECONDS = 3_600;

/** Changes that users make in the API on a trading day, each with an entry in the audit trail. */
export const ACTIONS_A_DAY = 20;
/** Moments of a trading day. Runs of an hour repeat each. */
const MOMENTS_A_DAY = 19 * 12;
export const API_REQUESTS_A_DAY = 500;

export const marketSeconds = MARKET_HOURS * TRADING_DAYS * HOUR_SECONDS;

export const ticksOf = ({ instruments, ticks }: Workload): number => instruments * ticks * marketSeconds;

const signalsOf = ({ strategies, signals }: Workload): number => strategies * signals * TRADING_DAYS;

/** Events of a type in a month, for one broker. An order of paper is never placed, only filled. */
export const eventsOf: Readonly<
  Record<EventType, (workload: Workload, broker: Broker | 'shared') => number>
> = {
  market_tick: ticksOf,
  trading_signal: signalsOf,
  validated_signal: signalsOf,
  order_placed: signalsOf,
  order_filled: signalsOf,
  pnl_snapshot: signalsOf,
  operator_action: () => ACTIONS_A_DAY * TRADING_DAYS,
  session_event: (_, broker) => (broker === 'paper' ? MOMENTS_A_DAY * TRADING_DAYS : 0),
  rejected_signal: () => 0,
  order_failed: () => 0,
  position_adjusted: () => 0,
  redrive_requested: () => 0,
  system_error: () => 0,
};
