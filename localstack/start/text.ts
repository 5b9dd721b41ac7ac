import type { OrderFilled } from '../../shared/events/types.ts';
import { figure } from '../../shared/market/figures.ts';
import type { Lag } from '../market-data/offsets.ts';

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

/** `strategy-runner 0 · risk-manager 3`: the lag of each stage over all its topics and brokers. */
export const lagLine = (lags: readonly Lag[], stageOf: (group: string) => string): string => {
  const byStage = new Map<string, number>();
  for (const { group, lag } of lags) {
    const stage = stageOf(group);
    byStage.set(stage, (byStage.get(stage) ?? 0) + lag);
  }
  return [...byStage].map(([stage, lag]) => `${stage} ${lag}`).join(' · ');
};
