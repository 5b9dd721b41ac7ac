import { count } from '../../shared/market/figures.ts';
import { dateOfDay } from '../../shared/market/ist.ts';
import type { ReplayNotes } from './replay-notes.ts';
import type { SeenMarket } from './seen-market.ts';

/** What warnings are made from. */
export interface WarningFacts {
  readonly notes: ReplayNotes;
  readonly market: Pick<SeenMarket, 'days'>;
  /** Orders that still wait after the last tick. */
  readonly waitingOrders: number;
  /** Years of the ticks without calendar data. */
  readonly yearsWithoutCalendar: readonly number[];
}

const latchLine = ({ notes: { latched }, market: { days } }: WarningFacts): readonly string[] => {
  if (latched === undefined) return [];
  const day = days.indexOf(latched.day) + 1;
  return [
    `the daily loss latched on day ${day} of ${days.length} (${dateOfDay(latched.day)}) and refused ${count(latched.openings)} openings since: max_daily_loss in --limits changes it`,
  ];
};

const outOfTimeLine = ({ notes: { outOfTime } }: WarningFacts): readonly string[] => {
  if (outOfTime.size === 0) return [];
  const codes = Array.from(outOfTime, ([code, number]) => `${code} ${count(number)}`).join(', ');
  return [
    `verdicts fell at another time than that of the files (${codes}): the stages were behind the market; replay in lockstep`,
  ];
};

const when = (number: number, text: string): readonly string[] =>
  number > 0 ? [`${count(number)} ${text}`] : [];

/** Why a result may not be what it seems, for people. */
export const warningLines = (facts: WarningFacts): readonly string[] => [
  ...facts.notes.errors,
  ...outOfTimeLine(facts),
  ...latchLine(facts),
  ...when(facts.notes.withoutPrice, 'decisions found no price on their day, and were refused as stale'),
  ...when(facts.waitingOrders, 'decisions found no price before the end of the files'),
  ...when(
    facts.notes.keptOverNight,
    'intraday positions found no price before the close, and were kept over night',
  ),
  ...when(facts.notes.unwaited, 'signals did not wait for the order latency: too many waited at once'),
  ...(facts.yearsWithoutCalendar.length === 0
    ? []
    : [
        `the calendar has no data for ${facts.yearsWithoutCalendar.join(', ')}: every day is closed for risk`,
      ]),
];
