import type { Moment, MomentParser } from '../clock/moment-parser.ts';
import { RowProblem } from '../csv/row-problem.ts';
import type { Places } from '../layout/roles.ts';

/** Reads the moment that a row names. */
export type RowMoment = (fields: readonly string[]) => Moment;

const badTime = (text: string): RowProblem =>
  new RowProblem('BAD_TIME', `"${text}" is not a time such as 2022-06-16T09:15:00+05:30`);

/** The columns of time: one of both, or a date and a time of day. */
export const rowMoment = (places: Places, parser: MomentParser): RowMoment => {
  const date = places.get('date');
  const time = places.get('time');
  const timestamp =
    places.get('timestamp') ?? (time === undefined || date === undefined ? (date ?? time) : undefined);
  if (timestamp !== undefined) {
    return (fields) => {
      const text = (fields[timestamp] ?? '').trim();
      const moment = parser.parse(text);
      if (moment === undefined) throw badTime(text);
      return moment;
    };
  }
  return (fields) => {
    const [day, clock] = [(fields[date ?? 0] ?? '').trim(), (fields[time ?? 0] ?? '').trim()];
    const moment = parser.parsePair(day, clock);
    if (moment === undefined) throw badTime(`${day} ${clock}`);
    return moment;
  };
};
