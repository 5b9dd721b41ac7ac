import {
  type InProcessReplayOptions,
  type ReplayOutcome,
  replayInProcess,
} from '../../localstack/backtest/in-process-replay.ts';
import { latencyEnvironment, REPLAY_ORDER_LATENCY_MS } from '../../localstack/backtest/order-latency.ts';
import { replayItems } from '../../localstack/dev/seed/replay-items.ts';

/** The environment of the functions of an experiment: their paper orders wait as those of a replay. */
export const EXPERIMENT_ENVIRONMENT = latencyEnvironment(REPLAY_ORDER_LATENCY_MS);

/** The replay of an experiment's ticks in this process, with the items and the latency of its functions. */
export const undisturbedReplay = (ticks: InProcessReplayOptions['source']): Promise<ReplayOutcome> =>
  replayInProcess({ source: ticks, seed: replayItems(), orderLatencyMs: REPLAY_ORDER_LATENCY_MS });
