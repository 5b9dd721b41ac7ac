import type { Segment } from '../instrument.ts';
import type { Market } from './day-table.ts';
import type { CalendarExchange } from './published-years.ts';

/** Whose calendar a segment follows. An index follows NSE's cash market. */
export const marketOf = (segment: Segment): readonly [exchange: CalendarExchange, market: Market] => {
  switch (segment) {
    case 'NSE':
    case 'INDICES':
    case 'NFO-FUT':
    case 'NFO-OPT':
      return ['NSE', 'equity'];
    case 'BSE':
    case 'BFO-FUT':
    case 'BFO-OPT':
      return ['BSE', 'equity'];
    case 'CDS-FUT':
    case 'CDS-OPT':
      return ['NSE', 'currency'];
    case 'BCD-FUT':
    case 'BCD-OPT':
      return ['BSE', 'currency'];
    case 'MCX-FUT':
    case 'MCX-OPT':
      return ['MCX', 'commodity'];
    case 'NCO-FUT':
    case 'NCO-OPT':
      return ['NSE', 'commodity'];
    default:
      return segment satisfies never;
  }
};
