import { messageOf, PoisonError } from '../../shared/errors.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import { type Emit, emitEvent, type Stage } from '../../shared/kernel/stage.ts';
import { emptyTickMemory, observeTick } from '../../shared/market/tick-memory.ts';
import { applyStrategies, reasonDigest } from './apply-strategies.ts';
import type { StrategyRunnerContext } from './context.ts';
import { brokersOf, signalEvent, signalOf } from './signal.ts';
import { type InstrumentMemory, initialState, type RunnerState, type Running } from './state.ts';
import { stateCodec } from './state-codec.ts';
import type { Decision } from './strategies/strategy.ts';
import type { AcceptedStrategy } from './strategy-set.ts';

const { name, reads } = stageOf('strategy-runner', 'shared');

/** The result of nearly every tick. */
const NOTHING: readonly Emit[] = Object.freeze([]);

const MAX_MESSAGE_LENGTH = 1_024;

const systemError = (code: string, strategyId: string, message: string, tick: MarketTick): Emit =>
  emitEvent(SHARED_TOPICS.systemErrors, 'system_error', {
    code,
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    subject: strategyId,
    timestamp: tick.timestamp,
  });

const memoryOf = (state: RunnerState, token: number): InstrumentMemory => {
  const known = state.instruments.get(token);
  if (known !== undefined) return known;
  const created = { ticks: emptyTickMemory(), running: undefined };
  state.instruments.set(token, created);
  return created;
};

const announceRefusals = (state: RunnerState, tick: MarketTick): Emit[] => {
  const emits = state.unannounced.map(({ strategy_id, reason }) => {
    state.refusals.set(strategy_id, reasonDigest(reason));
    const message = `strategy ${strategy_id} does not run: ${reason}`;
    return systemError('STRATEGY_REFUSED', strategy_id, message, tick);
  });
  state.unannounced = [];
  state.announcer = tick.instrument_token;
  return emits;
};

/** Stops a strategy on all instruments and deletes its state, which may be partly changed. */
const stop = (state: RunnerState, strategy: AcceptedStrategy, thrown: unknown, tick: MarketTick): Emit => {
  const { strategy_id, version } = strategy;
  const memory = state.strategies.get(strategy_id);
  if (memory !== undefined) memory.failure = { version };
  memory?.instances.clear();
  for (const instrument of state.instruments.values()) instrument.running = undefined;
  const message = `strategy ${strategy_id} was stopped at a tick of instrument ${tick.instrument_token}; it runs again when its configuration gets a new version. It threw: ${messageOf(thrown)}`;
  return systemError('STRATEGY_FAILED', strategy_id, message, tick);
};

const resume = (state: RunnerState, strategy: AcceptedStrategy, token: number): Running | undefined => {
  const memory = state.strategies.get(strategy.strategy_id);
  if (memory === undefined || memory.failure !== undefined) return undefined;
  const held = memory.instances.get(token);
  if (held !== undefined && 'pack' in held) return { strategy, instance: held };
  const { configured } = strategy;
  const instance = held === undefined ? configured.start() : configured.resume(held);
  memory.instances.set(token, instance);
  return { strategy, instance };
};

/** Starts the strategies of an instrument. A strategy that throws at its start is stopped. */
const ready = (
  state: RunnerState,
  watching: readonly AcceptedStrategy[],
  tick: MarketTick,
  failures: Emit[],
): readonly Running[] =>
  watching.flatMap((strategy) => {
    try {
      return resume(state, strategy, tick.instrument_token) ?? [];
    } catch (thrown) {
      failures.push(stop(state, strategy, thrown, tick));
      return [];
    }
  });

/** Signals of the orders whose wait ends at this tick. */
const arriving = (state: RunnerState, tick: MarketTick, latencyMs: number): readonly Emit[] =>
  state.waiting
    .due(tick, latencyMs)
    .map(({ strategy, at, decision, decided }) =>
      signalEvent('paper', signalOf(strategy, at, decision, decided)),
    );

/** Signals that a decision causes at once. A paper order with a latency waits, if there is room. */
const decided = (
  state: RunnerState,
  strategy: AcceptedStrategy,
  tick: MarketTick,
  decision: Decision,
  { brokers, latencyMs }: { readonly brokers: readonly Broker[]; readonly latencyMs: number },
): readonly Emit[] => {
  const signal = signalOf(strategy, tick, decision);
  const waits = (broker: Broker) =>
    broker === 'paper' && latencyMs > 0 && state.waiting.add(strategy, tick, decision);
  return brokersOf(strategy, brokers)
    .filter((broker) => !waits(broker))
    .map((broker) => signalEvent(broker, signal));
};

/** A bar's range is known at its end. A path inside the bar has earlier ticks, so no strategy sees it. */
const withoutBar = ({ bar: _, ...seen }: MarketTick): MarketTick => seen;

const reducer =
  (latencyMs: number): Stage<RunnerState, StrategyRunnerContext>['reduce'] =>
  (state, event, { strategies, brokers, now }) => {
    if (event.type !== 'market_tick') {
      throw new PoisonError('UNEXPECTED_TYPE', `${name} reads ticks, this is a ${event.type}`);
    }
    if (state.appliedSet !== strategies) applyStrategies(state, strategies);
    const tick = event.data;
    const watching = strategies.byInstrument.get(tick.instrument_token);
    const isWatched = watching !== undefined || state.waiting.has(tick.instrument_token);
    if (!isWatched && state.unannounced.length === 0) return NOTHING;

    const instrument = memoryOf(state, tick.instrument_token);
    if (observeTick(instrument.ticks, event, now) !== 'fresh') return NOTHING;

    let emits = state.unannounced.length > 0 ? announceRefusals(state, tick) : NOTHING;
    if (state.waiting.has(tick.instrument_token)) emits = [...emits, ...arriving(state, tick, latencyMs)];
    if (tick.bar?.decides === false) return emits;
    if (instrument.running === undefined) {
      const failures: Emit[] = [];
      instrument.running = ready(state, watching ?? [], tick, failures);
      emits = [...emits, ...failures];
    }
    const seen = tick.bar === undefined ? tick : withoutBar(tick);
    for (const { strategy, instance } of instrument.running) {
      try {
        const decision = instance.onTick(seen);
        if (decision === undefined) continue;
        emits = [...emits, ...decided(state, strategy, tick, decision, { brokers, latencyMs })];
      } catch (thrown) {
        emits = [...emits, stop(state, strategy, thrown, tick)];
      }
    }
    return emits;
  };

/**
 * Runs the active strategies over the ticks of their instruments. A strategy that throws is stopped and reported. The
 * tick and the other strategies continue.
 * @param orderLatencyMs Market time from a decision to its paper order. Live orders never wait.
 */
export const strategyRunner = ({ orderLatencyMs = 0 } = {}): Stage<RunnerState, StrategyRunnerContext> => ({
  name,
  topics: reads,
  codec: stateCodec,
  initial: initialState,
  reduce: reducer(orderLatencyMs),
});
