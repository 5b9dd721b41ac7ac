import * as z from 'zod';
import type { EventDefinitions } from '../definition.ts';
import { timestamp } from './fields.ts';

/** Markets that open and close together. Since 2026-08-03 shares with derivatives close by auction, before the others. */
export const SESSION_MARKETS = [
  'shares',
  'auction_shares',
  'derivatives',
  'currencies',
  'commodities',
] as const;

export const SESSION_MOMENTS = ['day_opens', 'square_off', 'expiry'] as const;

const sessionEvent = z.strictObject({
  kind: z.enum(SESSION_MOMENTS),
  market: z.enum(SESSION_MARKETS),
  /** The trading day in India, `YYYY-MM-DD`. */
  date: z.iso.date(),
  timestamp,
});

export const SESSION_EVENTS = {
  session_event: {
    data: sessionEvent,
    summary:
      'A moment of a trading day at which positions change by themselves: it opens, intraday positions are closed, contracts expire.',
  },
} as const satisfies EventDefinitions;
