import { hash } from 'node:crypto';
import type * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';
import type { MarketTick, TradingSignal } from '../../../shared/events/types.ts';

/** A strategy's decision at a tick. */
export interface Decision {
  readonly side: 'BUY' | 'SELL';
  /** Whole units. */
  readonly quantity: number;
  /** 0 to 1. */
  readonly confidence?: number;
  /** The readings that led to the decision, for the audit trail. */
  readonly metadata?: NonNullable<TradingSignal['metadata']>;
}

/**
 * A trading rule from the ticks of one instrument to decisions. It uses no clock, no chance and no other instrument,
 * and its work per tick does not grow with its window.
 */
export interface Strategy<Parameters, State> {
  /** Unique. Never changes, because configuration items contain it. */
  readonly type: string;
  /** Increment it when the meaning of a saved state changes: running states then restart. */
  readonly version: number;
  /** Name and rule in Markdown, for the documentation. */
  readonly title: string;
  readonly rule: string;
  /** One field per parameter, each with bounds, a default and a description. */
  readonly parameters: z.ZodType<Parameters>;
  /** Ticks before the first possible decision. */
  warmUp(parameters: Parameters): number;
  /** Maximum length of the result of `pack`. */
  packedSize(parameters: Parameters): number;
  initial(parameters: Parameters): State;
  /** Changes the state in place. It gets each tick once, in order of market time. */
  onTick(state: State, tick: MarketTick, parameters: Parameters): Decision | undefined;
  /** State ⇄ numbers for the checkpoint. DynamoDB bills its size. */
  readonly codec: {
    pack(state: State): readonly number[];
    unpack(packed: readonly number[], parameters: Parameters): State;
  };
}

/** One strategy that runs on one instrument. Its state is private. */
export interface StrategyInstance {
  onTick(tick: MarketTick): Decision | undefined;
  pack(): readonly number[];
}

/** A strategy with its parameters. */
export interface ConfiguredStrategy {
  /** Identifies type, version and parameters. A saved state is valid only with the same fingerprint. */
  readonly fingerprint: string;
  readonly warmUp: number;
  /** Maximum count of numbers in one instrument's packed state. */
  readonly packedSize: number;
  start(): StrategyInstance;
  /** @throws for numbers that are not from `pack` with this fingerprint. */
  resume(packed: readonly number[]): StrategyInstance;
}

/** A strategy in the registry, with hidden types of parameters and state. */
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

/** The problems of a value: each with its place, its description and the wrong value. */
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
