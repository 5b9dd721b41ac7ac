import * as z from 'zod';
import { timestamp } from '../events/data/fields.ts';

/** Key of the lease in the table of controls. */
export const FEED_LEASE_KEY = { broker: 'market-feed', control: 'lease' } as const;

/** Where a feed can run. */
export const FEED_HOSTS = ['relay', 'edge', 'fargate', 'local'] as const;
export type FeedHost = (typeof FEED_HOSTS)[number];

/** What a feed is doing. */
const FEED_STATES = {
  live: 'Ticks arrive and are published.',
  idle: 'No active strategy and no open position names an instrument.',
  closed: 'The markets of all subscribed instruments are closed.',
  no_session: 'There is no session at the broker: a person has to log in.',
  token_refused: 'Kite refuses the access token: a person has to log in.',
  connecting: 'The connection to Kite is not complete.',
  silent: 'A subscribed market is open, and no tick arrives.',
  publish_failing: 'Kafka does not take the ticks.',
} as const satisfies Record<string, string>;
export type FeedState = keyof typeof FEED_STATES;

export const FEED_STATE_NAMES = Object.keys(FEED_STATES) as [FeedState, ...FeedState[]];

const count = z.int().min(0);

/** Instruments that a heartbeat names at most. */
export const MAX_REFUSED_NAMES = 20;

/** What the holder of the lease tells about itself. */
const feedReport = z.object({
  state: z.enum(FEED_STATE_NAMES),
  /** For a person: what is wrong and what to do. */
  message: z.string().max(2_000),
  /** Ticks published by this holder. */
  ticks: count,
  /** Time of receipt of the newest published tick. */
  last_tick_at: timestamp.optional(),
  /** Instruments. */
  subscribed: count,
  /** Ticks that a newer one of their instrument replaced before they were sent. */
  conflated: count,
  /** Instruments beyond the limit of subscriptions, by name: the first of them. */
  refused: z.array(z.string()).max(MAX_REFUSED_NAMES),
  /** Open connections to Kite. */
  sockets: count,
  /** Age of the oldest tick that is not published yet, in milliseconds. */
  unsent_ms: z.number().min(0),
});
export type FeedReport = z.infer<typeof feedReport>;

/**
 * The one item that decides which run of the feed publishes, written by conditional puts. No reader compares its times
 * with its own clock: a lease has ended when `beat` has not changed for `FEED_LEASE_MS` of the reader's time.
 */
export const feedLease = feedReport.extend({
  broker: z.literal(FEED_LEASE_KEY.broker),
  control: z.literal(FEED_LEASE_KEY.control),
  /** The run that holds it, or held it until it was released. */
  holder: z.string().min(1).max(200),
  host: z.enum(FEED_HOSTS),
  /** Increases with each change of the holder. */
  term: z.int().min(1),
  /** Increases with each renewal within a term. */
  beat: count,
  released: z.boolean(),
  /** A run that is connected and subscribed, and waits for the holder to leave. */
  next: z.string().max(200).optional(),
  /** For people. */
  until: timestamp,
  heartbeat_at: timestamp,
  /** Increases with each write. */
  version: z.int().min(1),
  /** Names the write, so that its writer recognizes it when the answer was lost. */
  write: z.string().max(260),
});
export type FeedLease = z.infer<typeof feedLease>;

/** A lease ends so long after its last renewal. */
export const FEED_LEASE_MS = 5_000;
