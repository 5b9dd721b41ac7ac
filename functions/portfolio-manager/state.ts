import { positionKey } from '../../shared/events/partition-key.ts';
import type { RecentIds } from '../../shared/events/recent-ids.ts';
import type { StateCodec } from '../../shared/kernel/stage.ts';
import { noFills, unpackFills } from '../../shared/market/fills.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import type { Position } from '../../shared/market/position.ts';
import { fromRupees, type Money, times } from '../../shared/money.ts';
import type { StrategyBook } from './book.ts';

/** One strategy's position in one instrument. */
export interface HeldPosition {
  readonly strategyId: string;
  readonly instrumentToken: number;
  readonly position: Position;
  /** Time of the last fill, epoch milliseconds. */
  readonly updatedAt: number;
}

/** Everything one account's portfolio knows. */
export interface PortfolioState {
  /** Fills applied so far: orders the writes of projections. */
  sequence: number;
  /** Event time of the last snapshot, epoch milliseconds. */
  lastSnapshotAt: number | undefined;
  /** By position key, the least recently traded first. */
  readonly positions: Map<string, HeldPosition>;
  /** The newest market price that a fill told, per instrument of an open position. */
  readonly marks: Map<number, Quote>;
  /** What a strategy earned on positions that are no longer held apart. */
  readonly closed: Map<string, StrategyBook>;
  readonly recentFills: RecentIds;
}

export const emptyPortfolio = (): PortfolioState => ({
  sequence: 0,
  lastSnapshotAt: undefined,
  positions: new Map(),
  marks: new Map(),
  closed: new Map(),
  recentFills: noFills(),
});

type PackedPosition = readonly [
  strategy: number,
  instrumentToken: number,
  quantity: number,
  cost: number,
  realized: number,
  fees: number,
  updatedAt: number,
];
type PackedMark = readonly [instrumentToken: number, price: number, at: number];
type PackedBook = readonly [strategy: number, realized: number, fees: number, updatedAt: number];
type PackedPortfolio = readonly [
  sequence: number,
  lastSnapshotAt: number | null,
  strategies: readonly string[],
  positions: readonly PackedPosition[],
  marks: readonly PackedMark[],
  closed: readonly PackedBook[],
  recentFills: readonly number[],
];

const ONE_UNIT = fromRupees(0.0001);
/** An amount packed as its whole number of ten-thousandths. */
const unpackMoney = (units: number): Money => times(ONE_UNIT, units);

export const portfolioCodec: StateCodec<PortfolioState> = {
  encode(state): PackedPortfolio {
    const places = new Map<string, number>();
    const placeOf = (strategyId: string): number => {
      const known = places.get(strategyId) ?? places.size;
      places.set(strategyId, known);
      return known;
    };
    const positions = [...state.positions.values()].map(
      ({ strategyId, instrumentToken, position: p, updatedAt }): PackedPosition => [
        placeOf(strategyId),
        instrumentToken,
        p.quantity,
        p.cost,
        p.realized,
        p.fees,
        updatedAt,
      ],
    );
    const closed = [...state.closed].map(
      ([id, book]): PackedBook => [placeOf(id), book.realized, book.fees, book.updatedAt],
    );
    return [
      state.sequence,
      state.lastSnapshotAt ?? null,
      [...places.keys()],
      positions,
      [...state.marks].map(([token, { price, at }]): PackedMark => [token, price, at]),
      closed,
      state.recentFills.encode(),
    ];
  },

  decode(packed): PortfolioState {
    const [sequence, lastSnapshotAt, strategies, positions, marks, closed, recentFills] =
      packed as PackedPortfolio;
    const strategyAt = (place: number): string => {
      const id = strategies[place];
      if (id === undefined) throw new Error(`the packed portfolio names no strategy ${place}`);
      return id;
    };
    return {
      sequence,
      lastSnapshotAt: lastSnapshotAt ?? undefined,
      positions: new Map(
        positions.map(([strategy, instrumentToken, quantity, cost, realized, fees, updatedAt]) => {
          const strategyId = strategyAt(strategy);
          const position = {
            quantity,
            cost: unpackMoney(cost),
            realized: unpackMoney(realized),
            fees: unpackMoney(fees),
          };
          return [
            positionKey(strategyId, instrumentToken),
            { strategyId, instrumentToken, position, updatedAt },
          ];
        }),
      ),
      marks: new Map(marks.map(([token, price, at]) => [token, { price, at }])),
      closed: new Map(
        closed.map(([strategy, realized, fees, updatedAt]) => [
          strategyAt(strategy),
          { realized: unpackMoney(realized), fees: unpackMoney(fees), updatedAt },
        ]),
      ),
      recentFills: unpackFills(recentFills),
    };
  },
};
