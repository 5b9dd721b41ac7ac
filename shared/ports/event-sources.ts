/** A Kafka event source mapping of a function, as Lambda reports it. */
export interface EventSource {
  /** Its UUID. */
  readonly id: string;
  readonly functionName: string;
  readonly topics: readonly string[];
  /** Lambda's state: `Enabled` while it reads. */
  readonly state: string;
  /** Time of the last change of its settings or state. */
  readonly lastModified: string;
  /** Why its last batch or poll failed; absent if it succeeded. */
  readonly problem?: string;
}

/** Asks Lambda for the state of event source mappings. */
export interface EventSourceReader {
  /**
   * All mappings of the account in this region.
   * @throws TransientError `LAMBDA_API_UNREACHABLE` without an answer in time
   */
  list(): Promise<readonly EventSource[]>;
}
