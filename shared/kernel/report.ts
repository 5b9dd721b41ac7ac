/** What one invocation did, as numbers for metrics. */
export interface KernelReport {
  records: number;
  /** Events emitted. */
  events: number;
  /** Records that became dead letters. */
  poison: number;
  /** Records skipped: seen before by position or by origin. */
  duplicates: number;
  /** Dead letters put back for another stage of the same topic, passed over. */
  forOthers: number;
  /** Offsets that were passed over because they were never handed to the function. */
  missing: number;
  /** Bytes of the largest checkpoint saved. */
  checkpointBytes: number;
  /** Milliseconds from the newest record's time to now. */
  lagMs: number;
  /** Saves lost to another environment, and done again. */
  races: number;
  /** Outboxes published again because nobody knew whether they had been. */
  republished: number;
  saves: number;
}

export const newReport = (): KernelReport => ({
  records: 0,
  events: 0,
  poison: 0,
  duplicates: 0,
  forOthers: 0,
  missing: 0,
  checkpointBytes: 0,
  lagMs: 0,
  races: 0,
  republished: 0,
  saves: 0,
});
