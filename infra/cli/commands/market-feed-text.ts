import * as z from 'zod';
import { istTime } from '../text.ts';

/** What `GET /health/ready` says of the market feed. */
export const marketFeed = z.object({
  needed: z.boolean(),
  ok: z.boolean(),
  problem: z.string().optional(),
  host: z.string().optional(),
  state: z.string().optional(),
  message: z.string().optional(),
  last_tick_at: z.string().optional(),
  subscribed: z.number().optional(),
  conflated: z.number().optional(),
  refused: z.array(z.string()).optional(),
});
type MarketFeed = z.infer<typeof marketFeed>;

const PROBLEMS: Readonly<Record<string, string>> = {
  NOT_DEPLOYED: 'none in this deployment',
  FEED_NEVER_RAN: 'has not run yet',
  FEED_STOPPED: 'stopped',
};

const count = (number: number, what: string): string => `${number.toLocaleString('en')} ${what}`;

/** The market feed in one line: `live on relay, 50 instruments, newest tick at 10:15:03 IST`. */
export const marketFeedText = (feed: MarketFeed): string => {
  const {
    ok,
    problem = '',
    host,
    state,
    message,
    last_tick_at,
    subscribed,
    conflated = 0,
    refused = [],
  } = feed;
  const what = PROBLEMS[problem] ?? state ?? problem;
  return [
    host === undefined ? what : `${what} on ${host}`,
    subscribed !== undefined && count(subscribed, subscribed === 1 ? 'instrument' : 'instruments'),
    last_tick_at !== undefined && `newest tick at ${istTime(last_tick_at)} IST`,
    conflated > 0 && count(conflated, 'conflated'),
    refused.length > 0 && `without subscription: ${refused.join(', ')}`,
    !ok && message,
  ]
    .filter(Boolean)
    .join(', ');
};
