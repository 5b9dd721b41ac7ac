import { hash } from 'node:crypto';
import type * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';
import type { MarketTick, TradingSignal } from '../../../shared/events/types.ts';

/** What a strategy wants done because of a tick. */
export interface Decision {
  readonly side: 'BUY' | 'SELL';
  /** Whole units. */
  readonly quantity: number;
  /** 0 to 1. */
  readonly confidence?: number;
  /** The readings behind the decision, for the audit trail. */
  readonly metadata?: NonNullable<TradingSignal['metadata']>;
}

/**
 * A trading idea: how one instrument's ticks, one after another, lead to decisions. It sees neither clock nor
 * chance nor other instruments, and its work per tick does not grow with its window.
 */
export interface Strategy<Parameters, State> {
  /** Unique and lasting: configuration items name it. */
  readonly type: string;
  /** Increment it when the meaning of a saved state changes: running states then restart. */
  readonly version: number;
  /** Name and rule in Markdown, for the documentation. */
  readonly title: string;
  readonly rule: string;
  /** One field per parameter, each with bounds, a default and a description. */
  readonly parameters: z.ZodType<Parameters>;
  /** Ticks before the first one that can bring a decision. */
  warmUp(parameters: Parameters): number;
  /** The most numbers that `pack` makes. */
  packedSize(parameters: Parameters): number;
  initial(parameters: Parameters): State;
  /** Changes the state in place. Ticks come in order of market time, each once. */
  onTick(state: State, tick: MarketTick, parameters: Parameters): Decision | undefined;
  /** State ⇄ numbers for the checkpoint, which is billed by its size. */
  readonly codec: {
    pack(state: State): readonly number[];
    unpack(packed: readonly number[], parameters: Parameters): State;
  };
}

/** One strategy at work on one instrument; its state stays inside. */
export interface StrategyInstance {
  onTick(tick: MarketTick): Decision | undefined;
  pack(): readonly number[];
}

/** A strategy with its parameters. */
export interface ConfiguredStrategy {
  /** Equal only for the same type, version and parameters: what a saved state belongs to. */
  readonly fingerprint: string;
  readonly warmUp: number;
  /** The most numbers in one instrument's packed state. */
  readonly packedSize: number;
  start(): StrategyInstance;
  /** @throws when the numbers are not what `pack` made under this fingerprint. */
  resume(packed: readonly number[]): StrategyInstance;
}

/** A strategy as the registry holds it: types of parameters and state are known inside only. */
export interface StrategyType {
  readonly type: string;
  readonly title: string;
  readonly rule: string;
  readonly parameters: z.ZodType;
  /** @throws AlphaPandaError `INVALID_PARAMETERS` that names each wrong parameter and its value. */
  configure(parameters: unknown): ConfiguredStrategy;
}

const fingerprintOf = (type: string, version: number, parameters: object): string => {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha1', JSON.stringify([type, version, sorted]), 'hex').slice(0, 16);
};

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

/** Each thing that is wrong with a value: where, what, and the value that stands there. */
export const problemsOf = (error: z.ZodError, value: unknown): string =>
  error.issues
    .slice(0, 5)
    .map(({ path, message }) => {
      const found = path.length === 0 ? undefined : JSON.stringify(at(value, path));
      const where = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
      return `${where}${message}${found === undefined ? '' : ` (found ${found.slice(0, 60)})`}`;
    })
    .join('; ');

export const strategyType = <Parameters extends object, State>(
  strategy: Strategy<Parameters, State>,
): StrategyType => ({
  type: strategy.type,
  title: strategy.title,
  rule: strategy.rule,
  parameters: strategy.parameters,
  configure(candidate) {
    const parsed = strategy.parameters.safeParse(candidate);
    if (!parsed.success) {
      throw new AlphaPandaError(
        'INVALID_PARAMETERS',
        `parameters of ${strategy.type}: ${problemsOf(parsed.error, candidate)}`,
        { cause: parsed.error },
      );
    }
    const parameters = parsed.data;
    const instance = (state: State): StrategyInstance => ({
      onTick: (tick) => strategy.onTick(state, tick, parameters),
      pack: () => strategy.codec.pack(state),
    });
    return {
      fingerprint: fingerprintOf(strategy.type, strategy.version, parameters),
      warmUp: strategy.warmUp(parameters),
      packedSize: strategy.packedSize(parameters),
      start: () => instance(strategy.initial(parameters)),
      resume: (packed) => instance(strategy.codec.unpack(packed, parameters)),
    };
  },
});
