import type { InstrumentRow } from '../market/instrument-row.ts';

const HEADER =
  'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const symbol = (text: string): string => (/[",\n]/.test(text) ? quoted(text) : text);

const line = (each: InstrumentRow): string =>
  [
    each.instrument_token,
    each.exchange_token,
    symbol(each.tradingsymbol),
    quoted(each.name),
    each.last_price,
    each.expiry,
    each.strike,
    each.tick_size,
    each.lot_size,
    each.instrument_type,
    each.segment,
    each.exchange,
  ].join(',');

/** Kite's instruments file: twelve columns, names in quotes, a line break behind the last row. */
export const instrumentsCsv = (instruments: readonly InstrumentRow[]): string =>
  `${[HEADER, ...instruments.map(line)].join('\n')}\n`;
