import { positionKey } from '../../shared/events/partition-key.ts';
import { RecentVerdicts } from '../../shared/events/recent-ids.ts';
import { objectCodec, type StateCodec } from '../../shared/kernel/stage.ts';
import { initialState, REMEMBERED_EVENTS, type RiskState } from './state.ts';

/** The state as plain JSON: maps as lists, ids as numbers. */
const codec = objectCodec(
  initialState,
  ({ marks, holdings, recentEvents, ...plain }) => ({
    ...plain,
    marks: [...marks],
    holdings: Array.from(holdings.values(), (holding) => ({ ...holding, pending: [...holding.pending] })),
    recentEvents: recentEvents.encode(),
  }),
  ({ marks, holdings, recentEvents, ...plain }) => ({
    ...plain,
    marks: new Map(marks),
    holdings: new Map(
      holdings.map((holding) => [
        positionKey(holding.strategyId, holding.instrumentToken),
        { ...holding, pending: new Map(holding.pending) },
      ]),
    ),
    recentEvents: RecentVerdicts.decode(recentEvents, REMEMBERED_EVENTS),
  }),
);

export const riskStateCodec: StateCodec<RiskState> = {
  encode: codec.encode,
  decode(packed) {
    const { recentFills, ...state } = Object(packed);
    // Earlier releases read the order topics themselves and remembered their fills.
    return codec.decode(recentFills === undefined ? packed : { ...state, taken: undefined });
  },
};
