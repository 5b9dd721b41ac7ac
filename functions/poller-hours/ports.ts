import type { StoredMark } from '../../shared/poller-hours/marks.ts';
import type { Mapping } from './next-step.ts';

/** A mapping with the words by which a person knows it. */
export interface NamedMapping extends Mapping {
  readonly name: string;
}

/** Event source mappings of Lambda, by UUID. */
export interface Mappings {
  get(uuid: string): Promise<NamedMapping>;
  /** Enables or disables a mapping. False if Lambda refuses, because the mapping is in transition. */
  change(uuid: string, enabled: boolean): Promise<boolean>;
}

export interface Marks {
  get(uuid: string): Promise<StoredMark>;
  /** False if another run has written the mark since `next.version - 1`. */
  put(uuid: string, next: StoredMark): Promise<boolean>;
}

/** Time. Tests have one that does not pass by itself. */
interface Time {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Ports {
  readonly mappings: Mappings;
  readonly marks: Marks;
  readonly time: Time;
}
