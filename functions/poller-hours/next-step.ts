import { isBeingDisabled, isDisabledByPollerHours, type Mark } from '../../shared/poller-hours/marks.ts';

/**
 * `off` disables what is enabled. `on` enables what `off` disabled. `adopt` lets the next `on` enable all that is
 * disabled, because a person said so.
 */
export type Direction = 'on' | 'off' | 'adopt';

/** An event source mapping, as Lambda reports it. */
export interface Mapping {
  readonly state: string;
  /** Time of its last change, of settings or state. */
  readonly lastModified: string;
  /** Whether its pollers are billed by the hour. */
  readonly isProvisioned: boolean;
}

/**
 * `mark` records that poller hours disabled the mapping. `clear` removes the record. `refuse` does too, and fails.
 * `leave` respects that a person disabled the mapping.
 */
export type Step = 'wait' | 'enable' | 'disable' | 'mark' | 'clear' | 'refuse' | 'leave' | 'done';

/** What a run knows about one mapping. */
export interface Seen {
  readonly mapping: Mapping;
  readonly mark: Mark | undefined;
  /** Whether this run has disabled it. */
  readonly disabledHere: boolean;
  readonly now: number;
}

const stepOfDisabled = (to: Direction, { mapping, mark, disabledHere, now }: Seen): Step => {
  if (isDisabledByPollerHours(mapping, mark)) return to === 'on' ? 'enable' : 'done';
  if (to === 'adopt' || disabledHere) return 'mark';
  if (mark === undefined) return 'leave';
  // Another run may complete the mark. Otherwise a person or a deployment changed the mapping.
  return isBeingDisabled(mark, now) ? 'wait' : 'refuse';
};

/** The next step for a mapping. Lambda refuses changes of a mapping that is in transition. */
export const nextStep = (to: Direction, seen: Seen): Step => {
  const { mapping, mark } = seen;
  switch (mapping.state) {
    case 'Enabled':
      if (to === 'off') return mapping.isProvisioned ? 'disable' : 'done';
      return mark === undefined ? 'done' : 'clear';
    case 'Disabled':
      return stepOfDisabled(to, seen);
    case 'Deleting':
      return 'done';
    default:
      return 'wait';
  }
};
