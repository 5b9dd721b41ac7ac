import { positionKey } from '../../shared/events/partition-key.ts';
import { RecentIds } from '../../shared/events/recent-ids.ts';
import { objectCodec, type StateCodec } from '../../shared/kernel/stage.ts';
import type { ContractQuote } from '../../shared/market/contract.ts';
import { noFills, unpackFills } from '../../shared/market/fills.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { type AccountEffects, NO_EFFECTS, noEffectsAfter } from '../../shared/market/order-effects.ts';
import type { Position } from '../../shared/market/position.ts';
import type { StrategyBook } from './book.ts';

/** One strategy's position in one instrument. */
export interface HeldPosition {
  readonly strategyId: string;
  readonly instrumentToken: number;
  readonly position: Position;
  /** Time of the last fill, epoch milliseconds. */
  readonly updatedAt: number;
  /** As far as its fills named it, see `contractOf`. */
  readonly contract?: string | undefined;
  /** The last price of its contract, once the token is of another one. */
  readonly lastMark?: Quote | undefined;
}

/** The portfolio of one account. */
export interface PortfolioState {
  /** Count of applied fills. It orders the writes of projections. */
  sequence: number;
  /** Event time of the last snapshot, epoch milliseconds. */
  lastSnapshotAt: number | undefined;
  /** By `contractKey`, the least recently traded first. */
  readonly positions: Map<string, HeldPosition>;
  /** The newest market price in a fill, per instrument of an open position. */
  readonly marks: Map<number, ContractQuote>;
  /** A strategy's profit on positions that the state no longer keeps. */
  readonly closed: Map<string, StrategyBook>;
  readonly recentFills: RecentIds;
  readonly recentFailures: RecentIds;
  /** The effects of fills and failures that risk has not taken, as far as this stage knows. */
  effects: AccountEffects;
}

const REMEMBERED_FAILURES = 64;

export const emptyPortfolio = (): PortfolioState => ({
  sequence: 0,
  lastSnapshotAt: undefined,
  positions: new Map(),
  marks: new Map(),
  closed: new Map(),
  recentFills: noFills(),
  recentFailures: new RecentIds(REMEMBERED_FAILURES),
  effects: NO_EFFECTS,
});

/** A multiplier of 1 and a plain key are left out, as in states of earlier releases. */
const packHeld = ([key, { position, ...held }]: readonly [string, HeldPosition]) => {
  const { multiplier, ...rest } = position;
  return {
    ...held,
    position: multiplier === 1 ? rest : position,
    ...(key !== positionKey(held.strategyId, held.instrumentToken) && { key }),
  };
};

const unpackHeld = ({
  key,
  position,
  ...held
}: ReturnType<typeof packHeld>): readonly [string, HeldPosition] => [
  key ?? positionKey(held.strategyId, held.instrumentToken),
  { ...held, position: { multiplier: 1, ...position } },
];

/** The state as plain JSON: maps as lists, ids as numbers. */
const codec = objectCodec(
  emptyPortfolio,
  ({ positions, marks, closed, recentFills, recentFailures, ...plain }) => ({
    ...plain,
    positions: Array.from(positions, packHeld),
    marks: [...marks],
    closed: [...closed],
    recentFills: recentFills.encode(),
    recentFailures: recentFailures.encode(),
  }),
  ({ positions, marks, closed, recentFills, recentFailures, ...plain }) => ({
    ...plain,
    positions: new Map(positions.map(unpackHeld)),
    marks: new Map(marks),
    closed: new Map(closed),
    recentFills: unpackFills(recentFills),
    recentFailures: RecentIds.decode(recentFailures, REMEMBERED_FAILURES),
  }),
);

export const portfolioCodec: StateCodec<PortfolioState> = {
  encode: codec.encode,
  // Risk reads the effects with every signal, and the totals of a state of an earlier release.
  view: ({ sequence, effects, positions, closed }) => ({
    sequence,
    effects,
    get positions() {
      return Array.from(positions, packHeld);
    },
    get closed() {
      return [...closed];
    },
  }),
  decode(packed) {
    const { effects, ...state } = Object(packed);
    if (effects !== undefined) return codec.decode(packed);
    // Earlier releases listed no effects: risk read the order topics itself.
    return codec.decode({ ...state, recentFailures: [], effects: noEffectsAfter(state.sequence) });
  },
};
