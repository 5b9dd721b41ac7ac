import * as z from 'zod';

/** When a fault happens, and how often. */
const occurrence = {
  /** How many times; absent: once, or without limit for a fault with `seconds`. */
  times: z.int().min(1).max(1_000_000).optional(),
  /** How long the fault stays, counted from its begin. */
  seconds: z.number().positive().max(86_400).optional(),
  /** Chance of each occasion. */
  probability: z.number().gt(0).max(1).default(1),
  /** The fault begins at the next six in the morning, India's time. */
  at: z.literal('06:00').optional(),
};

/** REST faults can be limited to paths that begin so. */
const request = { ...occurrence, path: z.string().startsWith('/').max(200).optional() };

const restFault = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind), ...request });
const tickerFault = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind), ...occurrence });

/** The faults of the simulator. `docs/kite-simulator.md` says what each does. */
export const fault = z.discriminatedUnion('kind', [
  restFault('latency').extend({ milliseconds: z.int().min(1).max(120_000).default(1_500) }),
  restFault('bad_gateway'),
  restFault('html_page'),
  restFault('too_many_requests'),
  restFault('token_refused'),
  restFault('connection_cut'),
  z.strictObject({ kind: z.literal('token_death'), ...occurrence, user_id: z.string().max(20).optional() }),
  tickerFault('ticker_silence'),
  tickerFault('frame_latency').extend({ milliseconds: z.int().min(1).max(120_000).default(1_500) }),
  tickerFault('frame_cut'),
  tickerFault('frame_mutated'),
  tickerFault('ticker_disconnect'),
  tickerFault('upgrade_refused'),
  tickerFault('subscription_refused').extend({ tokens: z.array(z.int().min(1)).max(9_000).optional() }),
]);

export type Fault = z.output<typeof fault>;
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** All kinds, with how often a seeded plan brings each, relative to its rate. */
export const PLANNED_SHARES: Readonly<Record<FaultKind, number>> = {
  latency: 1,
  bad_gateway: 1,
  html_page: 1,
  too_many_requests: 1,
  token_refused: 1,
  connection_cut: 1,
  token_death: 0.1,
  ticker_silence: 0.1,
  frame_latency: 1,
  frame_cut: 1,
  frame_mutated: 1,
  ticker_disconnect: 0.1,
  upgrade_refused: 1,
  subscription_refused: 1,
};
