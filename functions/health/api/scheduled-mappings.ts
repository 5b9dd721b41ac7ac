import { isPollerTime, type PollerHours } from '../../../shared/poller-hours/hours.ts';
import {
  isBeingDisabled,
  isDisabledByPollerHours,
  type Mark,
  readMark,
} from '../../../shared/poller-hours/marks.ts';
import type { EventSource } from '../../../shared/ports/event-sources.ts';
import type { Item } from '../../../shared/ports/item.ts';

/** Marks of poller hours by the UUID of their mapping. A malformed one is no mark. */
export const marksIn = (items: readonly Item[]): ReadonlyMap<string, Mark> =>
  new Map(
    items.flatMap((item) => {
      try {
        const { mark } = readMark(item);
        return mark === undefined ? [] : [[String(item.control), mark] as const];
      } catch {
        return [];
      }
    }),
  );

/** Whether poller hours have disabled a mapping, or are disabling or enabling it, outside of their hours. */
export const isExpectedOff = (
  mapping: EventSource,
  mark: Mark | undefined,
  pollerHours: PollerHours,
  now: number,
): boolean => {
  if (mark === undefined || isPollerTime(pollerHours, now)) return false;
  switch (mapping.state) {
    case 'Disabled':
      return isDisabledByPollerHours(mapping, mark) || isBeingDisabled(mark, now);
    case 'Disabling':
    case 'Enabling':
      return true;
    default:
      return false;
  }
};

/** Why a mapping is not enabled. */
export const disabledBecause = (mapping: EventSource, mark: Mark | undefined): string => {
  const state = `it is ${mapping.state}`;
  if (mark === undefined || mapping.state !== 'Disabled') return state;
  return isDisabledByPollerHours(mapping, mark)
    ? `${state}: poller hours disabled it and have not enabled it`
    : `${state}: it changed after poller hours disabled it, so a person has to enable it`;
};
