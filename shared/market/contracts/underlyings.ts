import type { Instrument } from '../instrument.ts';
import { INDEX_OF_CONTRACTS } from './indices.ts';

const nameOf = (exchange: string, name: string): string => `${exchange}:${name}`;

/** The exchange of the indices and shares that the contracts of an exchange are of. */
const SPOT_EXCHANGES: Readonly<Record<string, string>> = { NFO: 'NSE', BFO: 'BSE' };

/**
 * Adds to each contract the token of what settles it when it expires: the index or the share, and for options of commodities
 * and currencies the first future that expires with them or later. A contract without it in the list stays as it is.
 */
export const withUnderlyings = (instruments: readonly Instrument[]): readonly Instrument[] => {
  const spots = new Map<string, number>();
  const futures = new Map<string, Instrument[]>();
  for (const instrument of instruments) {
    const { exchange, segment, tradingsymbol, underlying, instrument_token } = instrument;
    if (!segment.includes('-')) spots.set(nameOf(exchange, tradingsymbol), instrument_token);
    if (!segment.endsWith('-FUT') || underlying === undefined) continue;
    const key = nameOf(exchange, underlying);
    futures.set(key, [...(futures.get(key) ?? []), instrument]);
  }
  const byExpiry = (a: Instrument, b: Instrument) => (String(a.expiry) < String(b.expiry) ? -1 : 1);
  for (const each of futures.values()) each.sort(byExpiry);

  const tokenOf = ({ exchange, segment, underlying, expiry }: Instrument): number | undefined => {
    if (underlying === undefined || !segment.includes('-')) return undefined;
    const spot = SPOT_EXCHANGES[exchange];
    if (spot !== undefined) return spots.get(nameOf(spot, INDEX_OF_CONTRACTS[underlying] ?? underlying));
    if (!segment.endsWith('-OPT')) return undefined;
    return futures
      .get(nameOf(exchange, underlying))
      ?.find((future) => expiry !== undefined && future.expiry !== undefined && future.expiry >= expiry)
      ?.instrument_token;
  };
  return instruments.map((instrument) => {
    const underlying_token = tokenOf(instrument);
    return underlying_token === undefined ? instrument : { ...instrument, underlying_token };
  });
};
