import * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { timestamp } from '../../../shared/events/data/fields.ts';
import { marketState } from '../../../shared/market/calendar.ts';
import {
  FEED_HOSTS,
  FEED_LEASE_KEY,
  FEED_STATE_NAMES,
  type FeedLease,
  type FeedState,
  feedLease,
} from '../../../shared/market/feed-lease.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { common } from './common-check.ts';
import type { HealthServices } from './services.ts';

export const marketFeedCheck = z.strictObject({
  ...common,
  host: z.enum(FEED_HOSTS).optional().describe('Where the newest run of the feed is, or was'),
  state: z.enum(FEED_STATE_NAMES).optional().describe('What that run reports'),
  message: z.string().optional().describe('What is wrong, and what to do'),
  heartbeat_at: timestamp.optional().describe('Its last report'),
  last_tick_at: timestamp.optional().describe('Receipt of the newest tick that it published'),
  subscribed: z.int().optional().describe('Subscribed instruments'),
  conflated: z
    .int()
    .optional()
    .describe('Ticks that a newer one of their instrument replaced before they were published'),
  refused: z
    .array(z.string())
    .optional()
    .describe('Instruments that Kite takes no more, by name: the first of them'),
});
type MarketFeedCheck = z.output<typeof marketFeedCheck>;

/** A run reports every ten seconds, and a hand-over takes a few. */
const MAX_REPORT_AGE_MS = 60_000;

/** States in which nothing is wrong. The others say by their name what is. */
const FINE: ReadonlySet<FeedState> = new Set<FeedState>(['live', 'idle', 'closed']);

const strategyItem = z.object({ is_active: z.literal(true) });

/** Ticks are needed while NSE trades and a strategy runs. A market in event time has no hours. */
const isNeeded = (strategies: readonly Item[], { isLive }: HealthServices, now: number): boolean =>
  isLive &&
  marketState('NSE', now) === 'open' &&
  strategies.some((item) => strategyItem.safeParse(item).success);

const reportOf = ({
  host,
  state,
  message,
  heartbeat_at,
  last_tick_at,
  subscribed,
  conflated,
  refused,
}: FeedLease) => ({
  ...{ host, state, message, heartbeat_at, subscribed, conflated, refused },
  ...(last_tick_at !== undefined && { last_tick_at }),
});

const judge = (item: Item | undefined, needed: boolean, now: number): MarketFeedCheck => {
  if (item === undefined) return { needed, ok: false, problem: 'FEED_NEVER_RAN' };
  const { data: lease } = feedLease.safeParse(item);
  if (lease === undefined) return { needed, ok: false, problem: 'FEED_LEASE_MALFORMED' };
  const report = reportOf(lease);
  if (now - Date.parse(lease.heartbeat_at) > MAX_REPORT_AGE_MS) {
    // A run that released its lease rests until the market opens.
    return lease.released && !needed
      ? { needed, ok: true, ...report }
      : { needed, ok: false, problem: 'FEED_STOPPED', ...report };
  }
  if (FINE.has(lease.state)) return { needed, ok: true, ...report };
  return { needed, ok: false, problem: `FEED_${lease.state.toUpperCase()}`, ...report };
};

/** Whether the market feed of the deployment publishes. Before its first run, or without a feed, there is nothing to say. */
export const checkMarketFeed = async (
  services: HealthServices,
  strategies: Promise<readonly Item[]>,
  now: number,
): Promise<MarketFeedCheck> => {
  if (!services.hasFeed) return { needed: false, ok: false, problem: 'NOT_DEPLOYED' };
  try {
    const items = await services.tables.query('controls', FEED_LEASE_KEY.broker);
    const lease = items.find(({ control }) => control === FEED_LEASE_KEY.control);
    return judge(lease, isNeeded(await strategies, services, now), now);
  } catch (thrown) {
    services.onFailure('market_feed', 'shared', thrown);
    const problem = thrown instanceof AlphaPandaError ? thrown.code : 'FAILED';
    return { needed: true, ok: false, problem };
  }
};
