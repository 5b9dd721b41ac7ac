import type * as z from 'zod';
import { ACCOUNT_EVENTS } from './data/account.ts';
import { MARKET_EVENTS } from './data/market.ts';
import { OPERATOR_EVENTS } from './data/operator.ts';
import { ORDER_EVENTS } from './data/orders.ts';
import { SESSION_EVENTS } from './data/session.ts';
import { SIGNAL_EVENTS } from './data/signals.ts';
import { SYSTEM_EVENTS } from './data/system.ts';

/** Every event type: the schema of its `data`, and a summary. */
export const EVENT_TYPES = {
  ...MARKET_EVENTS,
  ...SIGNAL_EVENTS,
  ...ORDER_EVENTS,
  ...SESSION_EVENTS,
  ...ACCOUNT_EVENTS,
  ...SYSTEM_EVENTS,
  ...OPERATOR_EVENTS,
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export type EventData = { [T in EventType]: z.infer<(typeof EVENT_TYPES)[T]['data']> };

export type MarketTick = EventData['market_tick'];
export type TradingSignal = EventData['trading_signal'];
export type ValidatedSignal = EventData['validated_signal'];
export type RejectedSignal = EventData['rejected_signal'];
export type RiskCheck = ValidatedSignal['risk_checks'][number];
export type OrderFilled = EventData['order_filled'];
export type OrderFailed = EventData['order_failed'];
export type SessionEvent = EventData['session_event'];
export type PositionAdjusted = EventData['position_adjusted'];
export type PnlSnapshot = EventData['pnl_snapshot'];
export type OperatorAction = EventData['operator_action'];

/** The `version` of every event. It never changes: an incompatible change is a new event type (decision 0025). */
export const EVENT_VERSION = 1;
