import { positionKey } from '../../shared/events/partition-key.ts';
import { RecentVerdicts } from '../../shared/events/recent-ids.ts';
import { objectCodec, type StateCodec } from '../../shared/kernel/stage.ts';
import { type Holding, initialState, REMEMBERED_EVENTS, type RiskState } from './state.ts';

/** A multiplier of 1 is left out, as in states of earlier releases. */
const packHolding = ({ multiplier, pending, ...holding }: Holding) => ({
  ...holding,
  pending: [...pending],
  ...(multiplier !== 1 && { multiplier }),
});

/** The state as plain JSON: maps as lists, ids as numbers. */
const codec = objectCodec(
  initialState,
  ({ marks, holdings, recentEvents, ...plain }) => ({
    ...plain,
    marks: [...marks],
    holdings: Array.from(holdings.values(), packHolding),
    recentEvents: recentEvents.encode(),
  }),
  ({ marks, holdings, recentEvents, ...plain }) => ({
    ...plain,
    marks: new Map(marks),
    holdings: new Map(
      holdings.map((holding) => [
        positionKey(holding.strategyId, holding.instrumentToken),
        { multiplier: 1, ...holding, pending: new Map(holding.pending) },
      ]),
    ),
    recentEvents: RecentVerdicts.decode(recentEvents, REMEMBERED_EVENTS),
  }),
);

export const riskStateCodec: StateCodec<RiskState> = {
  encode: codec.encode,
  decode(packed) {
    const { recentFills, ...state } = Object(packed);
    // The last release did not count the orders of a minute.
    const known = { orderCounts: [], ...state };
    // Earlier releases read the order topics themselves and remembered their fills.
    return codec.decode(recentFills === undefined ? known : { ...known, taken: undefined });
  },
};
