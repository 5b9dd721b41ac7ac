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

const NAMES = Object.keys(ZEROS) as readonly (keyof KernelReport)[];
const NOT_SUMMED: ReadonlySet<keyof KernelReport> = new Set(['checkpointBytes', 'lagMs']);

/** The sums of the counts. Bytes and lag are the largest. */
export const sumOf = (counts: readonly Counts[]): KernelReport => {
  const sum: Record<keyof KernelReport, number> = { ...ZEROS };
  for (const each of counts) {
    for (const name of NAMES) {
      const count = each[name] ?? 0;
      sum[name] = NOT_SUMMED.has(name) ? Math.max(sum[name], count) : sum[name] + count;
    }
  }
  return sum;
};
