import { isExpired } from '../contract.ts';
import { contractOf } from '../instrument.ts';
import type { MasterRow } from '../master/page.ts';
import { editDistance } from './edit-distance.ts';
import { comparePlaces } from './order.ts';

/** What a name `EXCHANGE:TRADINGSYMBOL` stands for at a time. */
export type NamedInstrument =
  | { readonly kind: 'found'; readonly row: MasterRow }
  /** Its last trading day is over. */
  | { readonly kind: 'expired'; readonly row: MasterRow; readonly nearest: readonly string[] }
  /** Without an exchange, or without the capitals that tell two names apart. */
  | { readonly kind: 'ambiguous'; readonly matches: readonly string[] }
  | { readonly kind: 'unknown'; readonly nearest: readonly string[] };

/** Instruments by their names. */
export interface InstrumentNames {
  /** @param at Epoch milliseconds. */
  find(name: string, at: number): NamedInstrument;
}

const MAX_NEAREST = 3;
const MAX_EDITS = 3;
/** So many first letters of a long symbol must be right: a contract has thousands of neighbors. */
const MIN_COMMON = 4;
const MAX_MATCHES = 5;

const splitName = (name: string): readonly [exchange: string, symbol: string] => {
  const colon = name.indexOf(':');
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
};

interface Near {
  readonly distance: number;
  readonly isElsewhere: boolean;
  readonly row: MasterRow;
}

const byNearness = (a: Near, b: Near): number =>
  a.distance - b.distance ||
  Number(a.isElsewhere) - Number(b.isElsewhere) ||
  comparePlaces(a.row.instrument, b.row.instrument);

/** Names that a typing error or another exchange may have turned into this one. */
const nearestTo = (rows: readonly MasterRow[], name: string, at: number): readonly string[] => {
  const [exchange, symbol] = splitName(name);
  const start = symbol.slice(0, MIN_COMMON);
  const most = Math.min(MAX_EDITS, Math.floor(symbol.length / 2));
  const near = rows.flatMap((row): readonly Near[] => {
    const { instrument } = row;
    const other = instrument.tradingsymbol.toUpperCase();
    if (symbol.length > 2 * MIN_COMMON && !other.startsWith(start)) return [];
    const distance = editDistance(symbol, other, most);
    if (distance === undefined || isExpired(instrument, at)) return [];
    const isElsewhere = instrument.exchange !== exchange;
    return isElsewhere && distance > 1 ? [] : [{ distance, isElsewhere, row }];
  });
  return near
    .toSorted(byNearness)
    .slice(0, MAX_NEAREST)
    .map(({ row }) => contractOf(row.instrument));
};

/** Prepares names: capitals do not matter where they leave one instrument. */
export const instrumentNames = (rows: readonly MasterRow[]): InstrumentNames => {
  const exact = new Map<string, MasterRow>();
  const inCapitals = new Map<string, readonly MasterRow[]>();
  for (const row of rows) {
    const name = contractOf(row.instrument);
    exact.set(name, row);
    const capitals = name.toUpperCase();
    inCapitals.set(capitals, [...(inCapitals.get(capitals) ?? []), row]);
  }
  return {
    find(name, at) {
      const capitals = name.toUpperCase();
      const alike = inCapitals.get(capitals) ?? [];
      const row = exact.get(name) ?? (alike.length === 1 ? alike[0] : undefined);
      if (row !== undefined) {
        return isExpired(row.instrument, at)
          ? { kind: 'expired', row, nearest: nearestTo(rows, capitals, at) }
          : { kind: 'found', row };
      }
      const [exchange, symbol] = splitName(capitals);
      const matches =
        exchange === ''
          ? rows.filter(({ instrument }) => instrument.tradingsymbol.toUpperCase() === symbol)
          : alike;
      if (matches.length > 0) {
        const names = matches.slice(0, MAX_MATCHES).map(({ instrument }) => contractOf(instrument));
        return { kind: 'ambiguous', matches: names };
      }
      return { kind: 'unknown', nearest: nearestTo(rows, capitals, at) };
    },
  };
};
