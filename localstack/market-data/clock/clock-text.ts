import { MINUTE_MS } from '../../../shared/market/ist.ts';

/** A time of day, with the offset from UTC if the text has one. Milliseconds. */
export interface ClockTime {
  readonly time: number;
  readonly offset: number | undefined;
}

const CLOCK =
  /^(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]m)?\s*(Z|UTC|GMT|IST|[+-]\d{2}:?\d{2})?$/i;

const OFFSET = /^([+-]?)(\d{1,2}):?(\d{2})$/;

/** Names of time zones that a file or a person may write. */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  IST: 330 * MINUTE_MS,
  'ASIA/KOLKATA': 330 * MINUTE_MS,
  'ASIA/CALCUTTA': 330 * MINUTE_MS,
};

/** The offset from UTC, in milliseconds, of `+05:30`, `+0530`, `UTC` or `IST`; undefined for another text. */
export const parseOffset = (text: string): number | undefined => {
  const named = ZONES[text.toUpperCase()];
  if (named !== undefined) return named;
  const match = OFFSET.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * MINUTE_MS;
};

const hourOf = (hour: number, half: string | undefined): number => {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
};

/** Reads `09:15`, `09:15:00.250+05:30`, `091500` or `9:15 AM`; undefined for another text. */
export const parseClock = (text: string): ClockTime | undefined => {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds = '0', fraction = '', half, zone] = match;
  const hour = hourOf(Number(hours), half);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return {
    time: ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + milliseconds,
    offset: zone === undefined ? undefined : parseOffset(zone),
  };
};
