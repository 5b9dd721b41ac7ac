/** Limits of one turn of the kernel before it saves and publishes. */
export interface KernelLimits {
  /** Outbox bytes, before compression, after which a batch is cut. */
  readonly outboxBytes: number;
  /** Largest stored checkpoint: DynamoDB's 400 KB less room for keys and attribute names. */
  readonly checkpointBytes: number;
  /** A dead letter larger than this is published before the save, not kept in the outbox. */
  readonly deadLetterBytes: number;
}

export const DEFAULT_LIMITS: KernelLimits = {
  outboxBytes: 600_000,
  checkpointBytes: 390_000,
  deadLetterBytes: 200_000,
};
