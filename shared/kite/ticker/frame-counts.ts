/** Why a packet of a frame gave no tick. */
const DROP_REASONS = [
  /** The lengths of its frame do not add up, so no packet of the frame is read. */
  'malformed_frame',
  /** A length that Kite does not document. */
  'unknown_length',
  /** A token whose last byte names no segment, so that the scale of its prices is not known. */
  'unknown_segment',
  /** Its last price is zero: there was no trade yet. */
  'unpriced',
  /** Its exchange's time is still to come. */
  'from_the_future',
] as const;

type DropReason = (typeof DROP_REASONS)[number];

/** What came on a connection. `packets` is always the sum of `ticks` and of all that was `dropped`. */
export interface FrameCounts {
  /** Binary frames of all kinds. */
  frames: number;
  heartbeats: number;
  /** Frames that are neither a heartbeat nor a list of packets. */
  malformedFrames: number;
  /** Packets by the number that each frame says. */
  packets: number;
  ticks: number;
  readonly dropped: Record<DropReason, number>;
}

export const noFrames = (): FrameCounts => ({
  frames: 0,
  heartbeats: 0,
  malformedFrames: 0,
  packets: 0,
  ticks: 0,
  dropped: { malformed_frame: 0, unknown_length: 0, unknown_segment: 0, unpriced: 0, from_the_future: 0 },
});
