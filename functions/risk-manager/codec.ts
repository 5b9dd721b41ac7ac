import { positionKey } from '../../shared/events/partition-key.ts';
import { RecentVerdicts } from '../../shared/events/recent-ids.ts';
import { objectCodec, type StateCodec } from '../../shared/kernel/stage.ts';
import { type Holding, initialState, REMEMBERED_EVENTS, type RiskState } from './state.ts';

/** What holdings of earlier releases do not have. */
const LATER = { contract: undefined, lastMark: undefined, multiplier: 1 } as const;

/** A multiplier of 1 and a plain key are left out, as in states of earlier releases. */
const packHolding = ([key, { multiplier, pending, ...holding }]: readonly [string, Holding]) => ({
  ...holding,
  pending: [...pending],
  ...(multiplier !== 1 && { multiplier }),
  ...(key !== positionKey(holding.strategyId, holding.instrumentToken) && { key }),
});

const unpackHolding = (packed: ReturnType<typeof packHolding>): readonly [string, Holding] => {
  const { key, strategyId, instrumentToken, pending, ...holding } = packed;
  return [
    key ?? positionKey(strategyId, instrumentToken),
    { strategyId, instrumentToken, ...LATER, ...holding, pending: new Map(pending) },
  ];
};

/** The state as plain JSON: maps as lists, ids as numbers. */
const codec = objectCodec(
  initialState,
  ({ marks, adjusted, holdings, recentEvents, ...plain }) => ({
    ...plain,
    marks: [...marks],
    adjusted: [...adjusted],
    holdings: Array.from(holdings, packHolding),
    recentEvents: recentEvents.encode(),
  }),
  ({ marks, adjusted, holdings, recentEvents, ...plain }) => ({
    ...plain,
    marks: new Map(marks),
    adjusted: new Map(adjusted),
    holdings: new Map(holdings.map(unpackHolding)),
    recentEvents: RecentVerdicts.decode(recentEvents, REMEMBERED_EVENTS),
  }),
);

export const riskStateCodec: StateCodec<RiskState> = {
  encode: codec.encode,
  // The portfolio reads what risk has taken.
  view: ({ taken }) => ({ taken }),
  decode(packed) {
    const { recentFills, ...state } = Object(packed);
    // The last release did not count the orders of a minute, and knew no corporate actions.
    const known = { orderCounts: [], adjusted: [], carried: [], ...state };
    // Earlier releases read the order topics themselves and remembered their fills.
    return codec.decode(recentFills === undefined ? known : { ...known, taken: undefined });
  },
};
