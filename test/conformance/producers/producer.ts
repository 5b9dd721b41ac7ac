/** A compression codec by the name that producers know it by. */
export const CODEC_NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
type CodecName = (typeof CODEC_NAMES)[number];

/** What a producer is asked to send: one batch to partition 0. */
interface Sending {
  /** host:port, comma-joined. */
  readonly brokers: string;
  readonly topic: string;
  readonly codec: CodecName;
  readonly values: readonly string[];
}

/** Sends with one client library; resolves when the broker has acknowledged all. */
export type Send = (sending: Sending) => Promise<void>;
