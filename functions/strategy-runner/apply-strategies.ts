import { hash } from 'node:crypto';
import type { RunnerState, StrategyMemory } from './state.ts';
import type { AcceptedStrategy, RefusedStrategy, StrategySet } from './strategy-set.ts';

const keep = (memory: StrategyMemory | undefined, strategy: AcceptedStrategy): StrategyMemory => {
  const { fingerprint } = strategy.configured;
  if (memory?.fingerprint !== fingerprint) return { fingerprint, failure: undefined, instances: new Map() };
  if (memory.failure?.version !== strategy.version) memory.failure = undefined;
  for (const token of memory.instances.keys()) {
    if (!strategy.instruments.has(token)) memory.instances.delete(token);
  }
  return memory;
};

/** The digest of a reason, for the checkpoint. It only has to differ if the reason differs. */
export const reasonDigest = (reason: string): string => hash('sha1', reason, 'hex').slice(0, 12);

const newlyRefused = (state: RunnerState, refused: readonly RefusedStrategy[]): RefusedStrategy[] =>
  refused.filter(({ strategy_id, reason }) => state.refusals.get(strategy_id) !== reasonDigest(reason));

/**
 * Updates the state for changed strategies. A strategy with another type or other parameters restarts. A strategy
 * that is removed, inactive or refused loses its state, as does an instrument without a strategy. A new version alone
 * keeps the states, and restarts a failed strategy.
 */
export const applyStrategies = (state: RunnerState, set: StrategySet): void => {
  const kept = set.accepted.map((strategy) => {
    const { strategy_id } = strategy;
    return [strategy_id, keep(state.strategies.get(strategy_id), strategy)] as const;
  });
  state.strategies.clear();
  for (const [strategyId, memory] of kept) state.strategies.set(strategyId, memory);

  for (const [token, instrument] of state.instruments) {
    instrument.running = undefined;
    const isNeeded = set.byInstrument.has(token) || state.waiting.has(token) || token === state.announcer;
    if (!isNeeded) state.instruments.delete(token);
  }

  const refusedIds = new Set(set.refused.map(({ strategy_id }) => strategy_id));
  for (const strategyId of state.refusals.keys()) {
    if (!refusedIds.has(strategyId)) state.refusals.delete(strategyId);
  }
  state.unannounced = newlyRefused(state, set.refused);
  state.appliedSet = set;
};
