import type { InstrumentRow } from '../market/instrument-row.ts';

/** Whether a contract can still be traded on a day (`YYYY-MM-DD`). The others leave Kite's file. */
export const isListedOn = ({ expiry }: InstrumentRow, date: string): boolean =>
  expiry === '' || expiry >= date;
