import type { OrderFilled } from '../../../shared/events/types.ts';
import { figure } from '../../../shared/market/figures.ts';
import type { Lag } from '../../market-data/offsets.ts';
import type { Stuck } from './stuck.ts';

const IST = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** 09:15:30, in India. */
export const marketTime = (epochMs: number): string => IST.format(epochMs);

/** 1 min 5 s */
export const duration = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

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
  const byStage = new Map<string, number>();
  for (const { group, lag } of lags) {
    const stage = stageOf(group);
    byStage.set(stage, (byStage.get(stage) ?? 0) + lag);
  }
  return [...byStage]
    .map(([stage, lag]) => `${stage} ${lag}${stuckStages.has(stage) ? ' STUCK' : ''}`)
    .join(' · ');
};

/** More would push the rest of the status out of sight. */
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
