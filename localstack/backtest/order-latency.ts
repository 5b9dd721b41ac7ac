import { AlphaPandaError } from '../../shared/errors.ts';

/** Market time from a decision to its paper order in a replay, in milliseconds: a home connection to Kite. */
export const REPLAY_ORDER_LATENCY_MS = 250;

/**
 * The order latency of a replay: the option's, else the environment's `PAPER_ORDER_LATENCY_MS`, else the default.
 * @throws AlphaPandaError `BAD_OPTION`
 */
export const orderLatencyOf = (
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): number => {
  const text = option ?? environment.PAPER_ORDER_LATENCY_MS;
  if (text === undefined) return REPLAY_ORDER_LATENCY_MS;
  const latency = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (latency <= 600_000) return latency;
  throw new AlphaPandaError(
    'BAD_OPTION',
    `the order latency "${text}" is not a whole number of milliseconds from 0 to 600000`,
  );
};

/** The environment of functions whose paper orders have this latency. */
export const latencyEnvironment = (latencyMs: number) => ({ PAPER_ORDER_LATENCY_MS: String(latencyMs) });
