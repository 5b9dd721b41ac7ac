import { positionKey } from '../../shared/events/partition-key.ts';
import { RecentVerdicts } from '../../shared/events/recent-ids.ts';
import { objectCodec } from '../../shared/kernel/stage.ts';
import { unpackFills } from '../../shared/market/fills.ts';
import { initialState, REMEMBERED_EVENTS } from './state.ts';

/** The state as plain JSON: maps as lists, ids as numbers. */
export const riskStateCodec = objectCodec(
  initialState,
  ({ marks, holdings, recentEvents, recentFills, ...plain }) => ({
    ...plain,
    marks: [...marks],
    holdings: Array.from(holdings.values(), (holding) => ({ ...holding, pending: [...holding.pending] })),
    recentEvents: recentEvents.encode(),
    recentFills: recentFills.encode(),
  }),
  ({ marks, holdings, recentEvents, recentFills, ...plain }) => ({
    ...plain,
    marks: new Map(marks),
    holdings: new Map(
      holdings.map((holding) => [
        positionKey(holding.strategyId, holding.instrumentToken),
        { ...holding, pending: new Map(holding.pending) },
      ]),
    ),
    recentEvents: RecentVerdicts.decode(recentEvents, REMEMBERED_EVENTS),
    recentFills: unpackFills(recentFills),
  }),
);
