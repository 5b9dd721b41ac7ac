import type { OrderFilled } from '../../../shared/events/types.ts';
import { figure } from '../../../shared/market/figures.ts';
import type { Lag } from '../../watch/offsets.ts';
import { marketTime } from '../../watch/times.ts';
import type { Stuck } from './stuck.ts';

export const fillLine = (fill: OrderFilled, symbol: string): string => {
  const side = fill.signal_type === 'BUY' ? 'bought' : 'sold  ';
  const price = figure(fill.fill_price).padStart(10);
  return `  ${marketTime(Date.parse(fill.timestamp))}  ${side} ${String(fill.quantity).padStart(4)} ${symbol.padEnd(12)} at ${price}  fees ${figure(fill.fees).padStart(7)}  ${fill.strategy_id}`;
};

/** `strategy-runner 0 · risk-manager 3 STUCK`: the lag of each stage over all its topics and brokers. */
export const lagLine = (
  lags: readonly Lag[],
  stageOf: (group: string) => string,
  stuck: readonly Stuck[] = [],
): string => {
  const stuckStages = new Set(stuck.map(({ group }) => stageOf(group)));
  return [...Map.groupBy(lags, ({ group }) => stageOf(group))]
    .map(([stage, each]) => {
      const lag = each.reduce((sum, one) => sum + one.lag, 0);
      return `${stage} ${lag}${stuckStages.has(stage) ? ' STUCK' : ''}`;
    })
    .join(' · ');
};

/** More lines would push the rest of the status off the screen. */
const MAX_STUCK_LINES = 3;

/** `stuck: risk-manager: paper.signals.raw-0 waits at offset 17: …`, one line each. */
export const stuckLines = (
  stuck: readonly Stuck[],
  stageOf: (group: string) => string,
): readonly string[] => {
  const lines = stuck
    .slice(0, MAX_STUCK_LINES)
    .map(({ group, problem }) => `stuck: ${group === '' ? '' : `${stageOf(group)}: `}${problem}`);
  const more = stuck.length - lines.length;
  return more === 0 ? lines : [...lines, `stuck: ${more} more; npm run cli -- health names them`];
};
