import type { Source } from './sources.ts';

/** A value with the dates from which it held, and where it is taken from. */
interface Dated {
  readonly value: number;
  /** First day, `YYYY-MM-DD`; absent: as far back as the sources go. */
  readonly from?: string;
  /** Last day, where no source says what came next. */
  readonly to?: string;
  readonly sources: readonly [Source, ...Source[]];
}

/** A value for each name, the oldest first. */
export type DatedTable = Readonly<Record<string, readonly Dated[]>>;

/** The value of a name on a day (`YYYY-MM-DD`); undefined if the name is not in the table, or no source tells the day. */
export const valueOn = (table: DatedTable, name: string, day: string): number | undefined => {
  const dated = Object.hasOwn(table, name) ? table[name] : undefined;
  const found = dated?.findLast(({ from }) => from === undefined || from <= day);
  return found === undefined || (found.to !== undefined && day > found.to) ? undefined : found.value;
};
