import * as z from 'zod';
import type { StateCodec } from '../../shared/kernel/stage.ts';
import { initialState, type RunnerState, type StrategyMemory } from './state.ts';
import { WaitingOrders, waitingOrders } from './waiting-orders.ts';

const packedInstrument = z.tuple([z.int(), z.int()], z.number());
const packedInstance = z.tuple([z.int()], z.number());
const packedStrategy = z.tuple([z.string(), z.string(), z.int(), z.array(packedInstance)]);
const packedState = z.tuple([
  z.int(),
  z.array(packedInstrument),
  z.array(packedStrategy),
  z.array(z.tuple([z.string(), z.string()])),
  waitingOrders.default([]),
]);

/** Versions count from 1. */
const NOT_FAILED = 0;

const packStrategy = (strategyId: string, { fingerprint, failure, instances }: StrategyMemory) => [
  strategyId,
  fingerprint,
  failure?.version ?? NOT_FAILED,
  [...instances].map(([token, held]) => [token, ...('pack' in held ? held.pack() : held)]),
];

/**
 * `[announcer, [[token, time, id, price, …]…], [[strategy id, fingerprint, failed version, [[token, …state]…]]…],
 * [[strategy id, reason]…], [waiting order…]]`. The last is left out if no order waits, and in states of earlier
 * releases. The states of strategies stay packed until their parameters are known.
 */
export const stateCodec: StateCodec<RunnerState> = {
  encode: ({ announcer, instruments, strategies, refusals, waiting }) => [
    announcer,
    [...instruments].map(([token, { ticks }]) => [token, ticks.at, ...ticks.seen]),
    [...strategies].map(([strategyId, memory]) => packStrategy(strategyId, memory)),
    [...refusals],
    ...(waiting.isEmpty ? [] : [waiting.encode()]),
  ],
  decode(packed) {
    const [announcer, instruments, strategies, refusals, waiting] = packedState.parse(packed);
    return {
      ...initialState(),
      announcer,
      instruments: new Map(
        instruments.map(([token, at, ...seen]) => [token, { ticks: { at, seen }, running: undefined }]),
      ),
      strategies: new Map(
        strategies.map(([strategyId, fingerprint, failed, instances]) => [
          strategyId,
          {
            fingerprint,
            failure: failed === NOT_FAILED ? undefined : { version: failed },
            instances: new Map(instances.map(([token, ...state]) => [token, state])),
          },
        ]),
      ),
      refusals: new Map(refusals),
      waiting: WaitingOrders.decode(waiting),
    };
  },
};
