import type { Controls } from '../../shared/controls/controls.ts';
import type { DailyLossItem } from '../../shared/controls/daily-loss-item.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { EmitProjection } from '../../shared/kernel/stage.ts';
import { toRupees } from '../../shared/money.ts';
import { valueIn } from '../../shared/parsed.ts';
import { dailyLoss } from './daily-loss.ts';
import type { RiskState } from './state.ts';

/** The item that shows users an account's daily loss, with the name that releases it; undefined without an exact loss. */
export const lossWrite = (
  broker: Broker,
  state: RiskState,
  updated_at: string,
  controls: Controls,
): EmitProjection | undefined => {
  const loss = dailyLoss(state);
  if (loss === undefined) return undefined;
  const { latch, latchWrites } = state;
  const limits = valueIn(controls.limits);
  const item: DailyLossItem = {
    broker,
    latched: latch !== undefined,
    ...(latch !== undefined && { latch_id: latch.id, latched_at: new Date(latch.at).toISOString() }),
    loss: toRupees(loss),
    ...(limits !== undefined && { limit: limits.max_daily_loss }),
    updated_at,
    sequence: latchWrites,
  };
  return { kind: 'projection', table: 'daily-losses', item, orderedBy: 'sequence' };
};
