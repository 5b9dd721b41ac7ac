/** Counters under the names of AWS's event source mapping metrics, plus the two lag gauges. */
export interface MappingMetrics {
  PolledEventCount: number;
  FilteredOutEventCount: number;
  /** Records handed to the function, retries included. */
  InvokedEventCount: number;
  FailedInvokeEventCount: number;
  /** Records discarded without reaching the function or a destination. */
  DroppedEventCount: number;
  OnFailureDestinationDeliveredEventCount: number;
  CommittedEventCount: number;
  PollingErrorCount: number;
  InvokeErrorCount: number;
  CommitErrorCount: number;
  OnFailureDestinationDeliveryErrorCount: number;
  /** Records between a partition's end and its committed position: of the worst partition, and of all together. */
  MaxOffsetLag: number;
  SumOffsetLag: number;
}

/** Names in AWS's order. */
export const emptyMetrics = (): MappingMetrics => ({
  PolledEventCount: 0,
  FilteredOutEventCount: 0,
  InvokedEventCount: 0,
  FailedInvokeEventCount: 0,
  DroppedEventCount: 0,
  OnFailureDestinationDeliveredEventCount: 0,
  CommittedEventCount: 0,
  PollingErrorCount: 0,
  InvokeErrorCount: 0,
  CommitErrorCount: 0,
  OnFailureDestinationDeliveryErrorCount: 0,
  MaxOffsetLag: 0,
  SumOffsetLag: 0,
});
