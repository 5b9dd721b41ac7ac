import type { CalendarExchange } from '../../shared/market/calendar/published-years.ts';
import { marketState, nextClose, nextOpen } from '../../shared/market/calendar.ts';
import { DAY_MS, dateOfDay, istDay, istTimeOfDay, weekday } from '../../shared/market/ist.ts';
import { COLUMNS, table, WEEKDAYS } from './columns.ts';

/** `Mon 2026-11-30 09:15` in India. */
const moment = (at: number): string => {
  const clock = new Date(istTimeOfDay(at) % DAY_MS).toISOString().slice(11, 16);
  return `${WEEKDAYS[weekday(istDay(at))]} ${dateOfDay(istDay(at))} ${clock}`;
};

const UNKNOWN = 'not known: no calendar';

const text = (at: number | undefined): string => (at === undefined ? UNKNOWN : moment(at));

const STATES = { open: 'open', closed: 'closed', no_calendar: 'unknown' } as const;

/** When what trades on some exchanges next opens and closes, as lines. @param at epoch milliseconds */
export const nextPage = (exchanges: readonly CalendarExchange[], at: number): readonly string[] => [
  `At ${moment(at)} in India`,
  '',
  ...table([
    ['Exchange', '', 'State', 'Next open', 'Next close'],
    ...exchanges.flatMap((exchange) =>
      COLUMNS[exchange].map(({ title, segment, options }) => {
        const state = marketState(segment, at, options);
        const closes = nextClose(segment, at, options);
        const opens =
          state === 'open' && closes !== undefined
            ? nextOpen(segment, closes, options)
            : nextOpen(segment, at, options);
        return [exchange, title, STATES[state], text(opens), text(closes)];
      }),
    ),
  ]),
];
