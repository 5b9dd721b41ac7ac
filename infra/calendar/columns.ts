import type { CalendarExchange } from '../../shared/market/calendar/published-years.ts';
import type { SessionOptions } from '../../shared/market/calendar.ts';
import type { Segment } from '../../shared/market/instrument.ts';

/** What trades at the same hours. */
interface Column {
  readonly title: string;
  readonly segment: Segment;
  readonly options?: SessionOptions;
}

/** What has hours of its own, by exchange. */
export const COLUMNS: Readonly<Record<CalendarExchange, readonly Column[]>> = {
  NSE: [
    { title: 'F&O shares', segment: 'NSE' },
    { title: 'other shares', segment: 'NSE', options: { closingAuction: false } },
    { title: 'NFO', segment: 'NFO-FUT' },
    { title: 'CDS', segment: 'CDS-FUT' },
    { title: 'NCO', segment: 'NCO-FUT' },
  ],
  BSE: [
    { title: 'F&O shares', segment: 'BSE' },
    { title: 'other shares', segment: 'BSE', options: { closingAuction: false } },
    { title: 'BFO', segment: 'BFO-FUT' },
    { title: 'BCD', segment: 'BCD-FUT' },
  ],
  MCX: [
    { title: 'non-agri', segment: 'MCX-FUT' },
    { title: 'agri with a price abroad', segment: 'MCX-FUT', options: { commodity: 'agri_world' } },
    { title: 'other agri', segment: 'MCX-FUT', options: { commodity: 'agri' } },
  ],
};

export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Rows with aligned cells. */
export const table = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
