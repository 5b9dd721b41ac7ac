/** The counts of one invocation, for metrics. */
export interface KernelReport {
  readonly records: number;
  /** Events emitted. */
  readonly events: number;
  /** Records that became dead letters. */
  readonly poison: number;
  /** Records skipped, because their position or origin was seen before. */
  readonly duplicates: number;
  /** Redriven records skipped, because they are for another stage of the topic. */
  readonly forOthers: number;
  /** Offsets between the records that were never delivered. */
  readonly missing: number;
  /** Bytes of the largest checkpoint saved. */
  readonly checkpointBytes: number;
  /** Milliseconds since the newest record's time. */
  readonly lagMs: number;
  /** Saves lost to another environment, and repeated. */
  readonly races: number;
  /** Outboxes published that another environment may have published. */
  readonly republished: number;
  readonly saves: number;
}

/** Some of the counts. The others are 0. */
export type Counts = Partial<KernelReport>;

const ZEROS: KernelReport = {
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
};

/** The sums of the counts. Bytes and lag are the largest. */
export const sumOf = (counts: readonly Counts[]): KernelReport => {
  const sum = (name: keyof KernelReport) => counts.reduce((total, { [name]: n = 0 }) => total + n, 0);
  const largest = (name: keyof KernelReport) =>
    counts.reduce((most, { [name]: n = 0 }) => Math.max(most, n), 0);
  const sums = Object.keys(ZEROS).map((name) => [name, sum(name as keyof KernelReport)]);
  return {
    ...ZEROS,
    ...Object.fromEntries(sums),
    checkpointBytes: largest('checkpointBytes'),
    lagMs: largest('lagMs'),
  };
};
