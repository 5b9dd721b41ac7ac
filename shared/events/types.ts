import type * as z from 'zod';
import { marketTick } from './data/market-tick.ts';
import { operatorAction, redriveRequested } from './data/operator.ts';
import { orderFailed, orderFilled, orderPlaced } from './data/orders.ts';
import { pnlSnapshot } from './data/pnl-snapshot.ts';
import { rejectedSignal, tradingSignal, validatedSignal } from './data/signals.ts';
import { systemError } from './data/system-error.ts';

/** The one table: event type → version → schema of `data`. The last version is the one that is written. */
export const EVENT_TYPES = {
  market_tick: { 1: marketTick },
  trading_signal: { 1: tradingSignal },
  validated_signal: { 1: validatedSignal },
  rejected_signal: { 1: rejectedSignal },
  order_placed: { 1: orderPlaced },
  order_filled: { 1: orderFilled },
  order_failed: { 1: orderFailed },
  pnl_snapshot: { 1: pnlSnapshot },
  system_error: { 1: systemError },
  operator_action: { 1: operatorAction },
  redrive_requested: { 1: redriveRequested },
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export type EventData = { [T in EventType]: z.infer<(typeof EVENT_TYPES)[T][1]> };

export type MarketTick = EventData['market_tick'];
export type TradingSignal = EventData['trading_signal'];
export type ValidatedSignal = EventData['validated_signal'];
export type RejectedSignal = EventData['rejected_signal'];
export type RiskCheck = ValidatedSignal['risk_checks'][number];
export type OrderFilled = EventData['order_filled'];
export type OrderFailed = EventData['order_failed'];
export type PnlSnapshot = EventData['pnl_snapshot'];
export type OperatorAction = EventData['operator_action'];

/** The version in which each type is written today. */
export const CURRENT_VERSION = 1;
