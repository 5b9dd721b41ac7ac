import type { InstrumentRow } from '../market/instrument-row.ts';

/**
 * What is listed today. The rows of a day are made once; those of contracts that have expired are left out.
 * @param today `YYYY-MM-DD`.
 */
export const dailyListing = (
  today: () => string,
  rowsOf: (date: string) => readonly InstrumentRow[],
): (() => readonly InstrumentRow[]) => {
  let date: string | undefined;
  let rows: readonly InstrumentRow[] = [];
  return () => {
    const now = today();
    if (now !== date) {
      date = now;
      rows = rowsOf(now).filter(({ expiry }) => expiry === '' || expiry >= now);
    }
    return rows;
  };
};
