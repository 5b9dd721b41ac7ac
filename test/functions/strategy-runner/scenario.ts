import * as z from 'zod';
import type { StrategyRunnerContext } from '../../../functions/strategy-runner/context.ts';
import { strategyRunner } from '../../../functions/strategy-runner/stage.ts';
import { lowFrequency } from '../../../functions/strategy-runner/strategies/low-frequency.ts';
import { STRATEGY_TYPES } from '../../../functions/strategy-runner/strategies/registry.ts';
import {
  type Decision,
  type StrategyType,
  strategyType,
} from '../../../functions/strategy-runner/strategies/strategy.ts';
import { type StrategySet, strategySet } from '../../../functions/strategy-runner/strategy-set.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { Emit, EmitEvent } from '../../../shared/kernel/stage.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { NIFTY } from './ticks.ts';

/** A strategy that signals at every second tick, BUY first. */
export const item = (changes: Item = {}): Item => ({
  strategy_id: 'alpha',
  type: 'low_frequency',
  instruments: [NIFTY],
  parameters: { every_ticks: 2 },
  is_active: true,
  zerodha_trading_enabled: false,
  version: 1,
  ...changes,
});

/** Counts its ticks, and calls `atThirteen` at the price of 13. */
const unlucky = (type: string, atThirteen: () => Decision): StrategyType =>
  strategyType({
    ...lowFrequency,
    type,
    parameters: z.strictObject({ quantity: z.int().default(1) }),
    warmUp: () => 0,
    initial: () => ({ ticks: 0, side: 'BUY' as const }),
    onTick(state, tick) {
      state.ticks += 1;
      if (tick.last_price === 13) return atThirteen();
      return { side: 'BUY', quantity: state.ticks };
    },
  });

/** Buys as many units as the high of the tick's bar, which no strategy may know. */
const peeks = strategyType({
  ...lowFrequency,
  type: 'peeks',
  parameters: z.strictObject({ quantity: z.int().default(1) }),
  warmUp: () => 0,
  initial: () => ({ ticks: 0, side: 'BUY' as const }),
  onTick: (_, { bar }) => ({ side: 'BUY', quantity: bar?.high ?? 1 }),
});

const TYPES: readonly StrategyType[] = [
  peeks,
  ...STRATEGY_TYPES,
  unlucky('throws', () => {
    throw new Error('division by zero');
  }),
  unlucky('throws_text', () => {
    throw 'oh no';
  }),
  unlucky('half', () => ({ side: 'BUY', quantity: 0.5 })),
];

export const setOf = (...items: Item[]): StrategySet => strategySet(items, TYPES);

/** The context of a deployment with both brokers. */
export const contextOf = (strategies: StrategySet, changes: Partial<StrategyRunnerContext> = {}) => ({
  ...{ strategies, brokers: BROKERS, now: undefined },
  ...changes,
});

/** A stage with its state, given one event after another. */
export const runner = (strategies: StrategySet, orderLatencyMs = 0) => {
  const stage = strategyRunner({ orderLatencyMs });
  let state = stage.initial();
  let current = strategies;
  return {
    send: (event: Envelope): readonly Emit[] => stage.reduce(state, event, contextOf(current)),
    configure: (changed: StrategySet): void => {
      current = changed;
    },
    /** Writes the state down and reads it back, as a cold start does. */
    restart: (): void => {
      state = stage.codec.decode(JSON.parse(JSON.stringify(stage.codec.encode(state))));
    },
    packed: (): unknown => structuredClone(stage.codec.encode(state)),
  };
};

const isEvent = (emit: Emit): emit is EmitEvent => emit.kind === 'event';

/** `topic strategy side quantity` of signals, `topic code subject` of errors. */
export const said = (emits: readonly Emit[]): string[] =>
  emits.filter(isEvent).map(({ topic, type, data }) => {
    if (type === 'trading_signal') {
      return `${topic.name} ${data.strategy_id} ${data.signal_type} ${data.quantity}`;
    }
    return type === 'system_error' ? `${topic.name} ${data.code} ${data.subject}` : type;
  });
