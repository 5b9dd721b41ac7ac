import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { type Emit, emitEvent, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import { tick, tickEvent } from './records.ts';

/**
 * Three stages in a row, made so that every loss, double and swap shows: each tick carries a number, which goes
 * down one of two topics or both, meets the others again in `merge`, and ends in the list of `total`.
 */

const MERGED = topicsFor('zerodha').signalsRaw;
const SIGNALS = topicsFor('paper').signalsRaw;
const ERRORS = SHARED_TOPICS.systemErrors;

/** A tick that carries a number, of one of several instruments. */
export const numberedTick = (n: number) => tickEvent(tick({ instrument_token: 1 + (n % 6), last_price: n }));

export const throwsInSplit = (n: number): boolean => n % 11 === 5;
export const throwsInMerge = (q: number): boolean => q % 13 === 7;
export const goesAsSignal = (n: number): boolean => n % 3 !== 0;
export const goesAsError = (n: number): boolean => n % 3 !== 1;

export interface Split {
  count: number;
  last: { [token: string]: number };
}

export const splitStage = (): Stage<Split, undefined> => ({
  name: 'split',
  topics: [SHARED_TOPICS.marketTicks],
  codec: jsonCodec(),
  initial: () => ({ count: 0, last: {} }),
  reduce(state, event): readonly Emit[] {
    if (event.type !== 'market_tick') throw new Error(`unexpected ${event.type}`);
    const { last_price: n, instrument_token, timestamp } = event.data;
    state.count += 1;
    state.last[instrument_token] = n;
    if (throwsInSplit(n)) throw new Error(`split does not like ${n}`);
    return [
      ...(goesAsSignal(n)
        ? [
            emitEvent(SIGNALS, 'trading_signal', {
              strategy_id: 'split',
              instrument_token,
              signal_type: 'BUY',
              quantity: n,
              timestamp,
            }),
          ]
        : []),
      {
        kind: 'projection',
        table: 'instruments',
        orderedBy: 'timestamp_ms',
        item: { instrument_token, last_price: n, timestamp_ms: state.count },
      },
      ...(goesAsError(n)
        ? [emitEvent(ERRORS, 'system_error', { code: 'NUMBER', message: String(n), timestamp })]
        : []),
    ];
  },
});

export interface Merge {
  count: number;
  sum: number;
}

/** What `merge` says of a number that came down one of its topics. */
export const merged = (q: number, asError: boolean): number => 2 * q + (asError ? 1 : 0);

export const mergeStage = (): Stage<Merge, undefined> => ({
  name: 'merge',
  topics: [SIGNALS, ERRORS],
  codec: jsonCodec(),
  initial: () => ({ count: 0, sum: 0 }),
  reduce(state, event): readonly Emit[] {
    const asError = event.type === 'system_error';
    if (!asError && event.type !== 'trading_signal') throw new Error(`unexpected ${event.type}`);
    const q = event.type === 'system_error' ? Number(event.data.message) : event.data.quantity;
    state.count += 1;
    state.sum += merged(q, asError);
    if (throwsInMerge(q)) throw new Error(`merge does not like ${q}`);
    return [
      emitEvent(MERGED, 'trading_signal', {
        strategy_id: 'merge',
        instrument_token: 1,
        signal_type: 'SELL',
        quantity: merged(q, asError),
        timestamp: event.ts,
      }),
      {
        kind: 'projection',
        table: 'positions',
        orderedBy: 'sequence',
        item: { broker: 'paper', position_id: 'merge', sequence: state.count, sum: state.sum },
      },
    ];
  },
});

export interface Total {
  readonly taken: number[];
}

export const totalStage = (): Stage<Total, undefined> => ({
  name: 'total',
  topics: [MERGED],
  codec: jsonCodec(),
  initial: () => ({ taken: [] }),
  reduce(state, event): readonly Emit[] {
    if (event.type !== 'trading_signal') throw new Error(`unexpected ${event.type}`);
    state.taken.push(event.data.quantity);
    return [
      {
        kind: 'projection',
        table: 'positions',
        orderedBy: 'sequence',
        item: { broker: 'zerodha', position_id: 'total', sequence: state.taken.length },
      },
    ];
  },
});
