import type { Scope } from '../events/brokers.ts';
import type { EventType } from '../events/types.ts';
import { dateOfDay, dayOfDate, istDay } from '../market/ist.ts';

/** The index of the journal's lists. */
export const LIST_INDEX = 'by-list';

/** The lists of the journal and their event types. */
export const JOURNAL_LISTS = {
  orders: ['order_placed', 'order_filled', 'order_failed'],
  /** Verdicts, which contain their signals. */
  signals: ['validated_signal', 'rejected_signal'],
  pnl: ['pnl_snapshot'],
  operator: ['operator_action'],
} as const satisfies Record<string, readonly EventType[]>;

export type JournalList = keyof typeof JOURNAL_LISTS;

const LIST_OF: ReadonlyMap<EventType, JournalList> = new Map(
  Object.entries(JOURNAL_LISTS).flatMap(([list, types]) =>
    types.map((type): [EventType, JournalList] => [type, list as JournalList]),
  ),
);

/** The list of a scope on one day in India, `YYYY-MM-DD`: `paper#orders#2026-03-02`. */
export const listId = (scope: Scope, list: JournalList, day: string): string => `${scope}#${list}#${day}`;

/** The list of an event; undefined for an event that is only part of traces. */
export const listIdOf = (event: {
  readonly broker: Scope;
  readonly type: EventType;
  readonly ts: string;
}): string | undefined => {
  const list = LIST_OF.get(event.type);
  return list === undefined ? undefined : listId(event.broker, list, dateOfDay(istDay(Date.parse(event.ts))));
};

/** Days that a list without a date covers. */
export const LOOK_BACK_DAYS = 40;

/** This number of days, from a date backwards. */
export const daysBack = (from: string, days: number): readonly string[] =>
  Array.from({ length: days }, (_, back) => dateOfDay(dayOfDate(from) - back));
