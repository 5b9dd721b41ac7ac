import { contractOf, type Instrument } from '../instrument.ts';
import { INDEX_OF_CONTRACTS } from './indices.ts';

/** The exchange of the shares that the futures of an exchange are of. */
const SHARE_EXCHANGES: Readonly<Record<string, readonly Instrument['exchange'][]>> = {
  NFO: ['NSE', 'BSE'],
  BFO: ['BSE'],
};

/** The shares that have futures. */
const sharesWithFutures = (instruments: readonly Instrument[]): ReadonlySet<string> => {
  const shares = new Set<string>();
  for (const { exchange, segment, underlying } of instruments) {
    if (!segment.endsWith('-FUT') || underlying === undefined) continue;
    if (Object.hasOwn(INDEX_OF_CONTRACTS, underlying)) continue;
    for (const listed of SHARE_EXCHANGES[exchange] ?? []) {
      shares.add(contractOf({ exchange: listed, tradingsymbol: underlying }));
    }
  }
  return shares;
};

/**
 * Adds to shares whether they close by auction. Since 2026-08-03 those with futures do, on both exchanges
 * (SEBI/HO/47/11/11(3)2025-MRD-POD2/I/2765/2026, NSE/CMTR/73362); the calendar has the hours by date. BSE may name a
 * share otherwise than the future's exchange does, so a share of BSE without a future of its name stays unknown. A list
 * without futures of shares tells nothing.
 */
export const withClosingAuctions = (instruments: readonly Instrument[]): readonly Instrument[] => {
  const shares = sharesWithFutures(instruments);
  if (shares.size === 0) return instruments;
  return instruments.map((instrument) => {
    const { exchange, segment } = instrument;
    if (segment !== 'NSE' && segment !== 'BSE') return instrument;
    const closing_auction = shares.has(contractOf(instrument));
    return closing_auction || exchange === 'NSE' ? { ...instrument, closing_auction } : instrument;
  });
};
