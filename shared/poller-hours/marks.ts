import * as z from 'zod';
import { timestamp } from '../events/data/fields.ts';
import type { Item } from '../ports/item.ts';

/** Partition key of the marks in the controls table. The sort key is the UUID of the mapping. */
export const MARKS = 'poller-hours';

/** Poller hours disabled the mapping. */
export interface Mark {
  /** Epoch milliseconds. */
  readonly disabledAt: number;
  /** Lambda's time of the mapping's last change once it was disabled. Absent until then. */
  readonly lastModified?: string;
}

/** What the table says about a mapping. Each write increments the version; without an item it is 0. */
export interface StoredMark {
  readonly version: number;
  readonly mark?: Mark;
}

/** The state of a mapping, as Lambda reports it. */
interface MappingState {
  readonly state: string;
  readonly lastModified: string;
}

const markItem = z.object({
  broker: z.literal(MARKS),
  control: z.string(),
  version: z.int(),
  disabled_at: timestamp.optional(),
  last_modified: timestamp.optional(),
});

/** @throws ZodError for a malformed item */
export const readMark = (item: Item): StoredMark => {
  const { version, disabled_at, last_modified } = markItem.parse(item);
  return {
    version,
    ...(disabled_at !== undefined && {
      mark: {
        disabledAt: Date.parse(disabled_at),
        ...(last_modified !== undefined && { lastModified: last_modified }),
      },
    }),
  };
};

/** An item without times says that poller hours did not disable the mapping. */
export const markItemOf = (mapping: string, { version, mark }: StoredMark): Item => ({
  broker: MARKS,
  control: mapping,
  version,
  ...(mark !== undefined && { disabled_at: new Date(mark.disabledAt).toISOString() }),
  ...(mark?.lastModified !== undefined && { last_modified: mark.lastModified }),
});

/** Poller hours disabled the mapping, and nothing has changed it since. */
export const isDisabledByPollerHours = (
  { state, lastModified }: MappingState,
  mark: Mark | undefined,
): boolean => state === 'Disabled' && mark?.lastModified === lastModified;

/** The longest time in which a run of poller hours completes its mark. */
const RUN_MS = 15 * 60_000;

/** A run of poller hours disabled the mapping just now, and may be about to complete its mark. */
export const isBeingDisabled = (mark: Mark | undefined, now: number): boolean =>
  mark !== undefined && mark.lastModified === undefined && now - mark.disabledAt < RUN_MS;
