import { segmentOfToken } from '../../../shared/kite/segments.ts';
import {
  nextOpen,
  type SessionOptions,
  sessionOptionsOf,
  sessionsOf,
} from '../../../shared/market/calendar.ts';
import type { Instrument, Segment } from '../../../shared/market/instrument.ts';
import { istDay, istMidnight, MINUTE_MS } from '../../../shared/market/ist.ts';

/** The feed connects so long before a market opens. */
const LEAD_MS = 5 * MINUTE_MS;
/** It stays so long after continuous trading: the closing auction of shares ends 20 minutes after it. */
const LINGER_MS = 20 * MINUTE_MS;

/** Instruments with the same hours. */
interface Hours {
  readonly segment: Segment;
  readonly options: SessionOptions;
}

export type Phase =
  /** A subscribed market trades since a time. */
  | { readonly kind: 'open'; readonly since: number }
  /** No market trades, but one opens soon, has just closed, or has hours that are not known. */
  | { readonly kind: 'near'; readonly opensAt: number | undefined }
  | { readonly kind: 'closed'; readonly opensAt: number | undefined };

/** Without an instrument the feed waits for a strategy while an exchange trades, and rests while none does. */
export const ANY_MARKET: readonly Hours[] = [
  { segment: 'NSE', options: {} },
  { segment: 'MCX-FUT', options: {} },
];

/** The different hours of some instruments. */
export const hoursOf = (
  tokens: Iterable<number>,
  instruments: ReadonlyMap<number, Instrument>,
): readonly Hours[] => {
  const all = new Map<string, Hours>();
  for (const token of tokens) {
    const instrument = instruments.get(token);
    const segment = instrument?.segment ?? segmentOfToken(token)?.hours;
    if (segment === undefined) continue;
    const options = instrument === undefined ? {} : sessionOptionsOf(instrument);
    all.set(`${segment} ${JSON.stringify(options)}`, { segment, options });
  }
  return [...all.values()];
};

const phaseOf = ({ segment, options }: Hours, at: number): Phase => {
  const sessions = sessionsOf(segment, istDay(at), options);
  // Without a calendar it may trade.
  if (sessions === undefined) return { kind: 'near', opensAt: undefined };
  const time = at - istMidnight(at);
  const opensAt = nextOpen(segment, at, options);
  for (const { opens, closes } of sessions) {
    if (time >= opens && time < closes) return { kind: 'open', since: istMidnight(at) + opens };
  }
  const isNear = sessions.some(({ opens, closes }) => time >= opens - LEAD_MS && time < closes + LINGER_MS);
  return { kind: isNear ? 'near' : 'closed', opensAt };
};

const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** The phase of all markets together. Without a market it is closed. @param at Epoch milliseconds */
export const marketPhase = (hours: readonly Hours[], at: number): Phase => {
  const phases = hours.map((each) => phaseOf(each, at));
  const open = phases.flatMap((phase) => (phase.kind === 'open' ? [phase.since] : []));
  if (open.length > 0) return { kind: 'open', since: Math.min(...open) };
  const opensAt = earliest(phases.map((phase) => (phase.kind === 'open' ? undefined : phase.opensAt)));
  return { kind: phases.some(({ kind }) => kind === 'near') ? 'near' : 'closed', opensAt };
};

/** The moment from which the feed has to be connected; undefined if the calendar does not tell it. */
export const connectsAt = (phase: Phase): number | undefined =>
  phase.kind === 'open' || phase.opensAt === undefined ? undefined : phase.opensAt - LEAD_MS;
