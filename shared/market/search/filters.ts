import { dateNumber, type Entry, type InstrumentType } from './entry.ts';

/** Conditions on rows beside the words of a query. */
export interface SearchFilters {
  readonly exchange?: string | undefined;
  readonly segment?: string | undefined;
  /** In capitals. */
  readonly underlying?: string | undefined;
  /** `YYYY-MM-DD`, `YYYY-MM`, or the nearest or next expiry of the underlying's futures or options. */
  readonly expiry?: string | undefined;
  /** Rupees, both included. */
  readonly strike?: { readonly from: number; readonly to: number } | undefined;
  readonly types?: readonly InstrumentType[] | undefined;
}

/** The expiries of the futures, or of the options, of an underlying. */
export type Expiries = ReadonlyMap<string, readonly number[]>;

const groupOf = ({ row, type }: Entry): string =>
  `${row.exchange}|${row.underlying}|${type === 'FUT' ? 'FUT' : 'OPT'}`;

export const expiriesOf = (entries: readonly Entry[]): Expiries => {
  const sets = new Map<string, Set<number>>();
  for (const entry of entries) {
    if (entry.expiry === 0) continue;
    const group = groupOf(entry);
    const known = sets.get(group);
    if (known === undefined) sets.set(group, new Set([entry.expiry]));
    else known.add(entry.expiry);
  }
  return new Map([...sets].map(([group, dates]) => [group, [...dates].sort((a, b) => a - b)]));
};

const PLACES: Readonly<Record<string, number>> = { nearest: 0, next: 1 };

const expiryFilter = (wanted: string, expiries: Expiries, today: number): ((entry: Entry) => boolean) => {
  const place = PLACES[wanted];
  if (place === undefined) return ({ row }) => row.expiry?.startsWith(wanted) === true;
  const chosen = new Map(
    [...expiries].map(([group, dates]) => [group, dates.filter((date) => date >= today)[place]]),
  );
  return (entry) => entry.expiry !== 0 && chosen.get(groupOf(entry)) === entry.expiry;
};

/** Whether a row fulfils the conditions. An expired contract fulfils no conditions: it cannot be traded. */
export const filterFor = (
  { exchange, segment, underlying, expiry, strike, types }: SearchFilters,
  expiries: Expiries,
  day: string,
): ((entry: Entry) => boolean) => {
  const today = dateNumber(day);
  const isWantedExpiry = expiry === undefined ? undefined : expiryFilter(expiry, expiries, today);
  return (entry) => {
    const { row } = entry;
    if (entry.expiry !== 0 && entry.expiry < today) return false;
    if (exchange !== undefined && row.exchange !== exchange) return false;
    if (segment !== undefined && row.segment !== segment) return false;
    if (underlying !== undefined && row.underlying !== underlying) return false;
    if (types !== undefined && !types.includes(entry.type)) return false;
    if (strike !== undefined) {
      if (row.strike === undefined || row.strike < strike.from || row.strike > strike.to) return false;
    }
    return isWantedExpiry === undefined || isWantedExpiry(entry);
  };
};
