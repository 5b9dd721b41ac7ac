/** A Kafka event source mapping of a function, as Lambda tells of it. */
export interface EventSource {
  readonly functionName: string;
  readonly topics: readonly string[];
  /** Lambda's: `Enabled` where it reads. */
  readonly state: string;
  /** Why its last batch or poll failed; absent where it did not. */
  readonly problem?: string;
}

/** Asks Lambda where event source mappings stand. */
export interface EventSourceReader {
  /**
   * All of the account in this region.
   * @throws TransientError `LAMBDA_API_UNREACHABLE` when nobody answers in time
   */
  list(): Promise<readonly EventSource[]>;
}
