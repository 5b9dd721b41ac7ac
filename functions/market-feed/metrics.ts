interface FeedMetric {
  readonly unit: 'Count' | 'Milliseconds';
  /** How values of one interval become one. */
  readonly statistic: 'Sum' | 'Maximum';
  /** For the documentation, which is generated from this table. */
  readonly meaning: string;
}

/** The CloudWatch dimension `service` of the feed. */
export const FEED_SERVICE = 'market-feed';

/** What the run that holds the lease writes to CloudWatch with each heartbeat. */
export const FEED_METRICS = {
  FeedTicks: { unit: 'Count', statistic: 'Sum', meaning: 'Published ticks.' },
  FeedConflated: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'Ticks that a newer tick of their instrument replaced while Kafka took an earlier batch.',
  },
  FeedUnknownPackets: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'Packets of Kite that gave no tick: an unknown length or segment, a malformed frame.',
  },
  FeedRefusedInstruments: {
    unit: 'Count',
    statistic: 'Maximum',
    meaning:
      'Instruments without subscription, because Kite takes 9,000. The log and the lease item name them.',
  },
  FeedHandovers: { unit: 'Count', statistic: 'Sum', meaning: 'Leases taken over from another run.' },
  FeedHandoverGapMs: {
    unit: 'Milliseconds',
    statistic: 'Maximum',
    meaning: 'Market time that no run received at a hand-over. Zero if the new run was connected before.',
  },
  FeedReconnects: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'Lost connections to Kite and failed attempts. Each is tried again.',
  },
  FeedSilence: {
    unit: 'Count',
    statistic: 'Maximum',
    meaning: 'One while a subscribed market is open and no tick arrives, else zero.',
  },
  FeedNeedsLogin: {
    unit: 'Count',
    statistic: 'Maximum',
    meaning:
      'One while there is no session at Zerodha or Kite refuses its token, else zero: a person has to log in.',
  },
  FeedHeartbeat: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'Heartbeats, one in ten seconds. Missing in market hours, no run holds the lease.',
  },
} as const satisfies Record<string, FeedMetric>;

export type FeedMetricName = keyof typeof FEED_METRICS;

export type FeedMetricValues = Readonly<Record<FeedMetricName, number>>;
