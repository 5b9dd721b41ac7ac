import * as z from 'zod';
import { BROKERS } from '../events/brokers.ts';
import { timestamp } from '../events/data/fields.ts';

/** An item of the daily-losses table: what risk-manager tells people of an account's loss once it was latched. */
export const dailyLossItem = z.object({
  broker: z.enum(BROKERS),
  latched: z.boolean(),
  /** What a release has to name; absent where nothing is latched. */
  latch_id: z.string().optional(),
  latched_at: timestamp.optional(),
  /** Rupees lost since the day began or the last release, as of `updated_at`; negative for a gain. */
  loss: z.number(),
  /** Rupees; absent where the limits cannot be read. */
  limit: z.number().optional(),
  /** Time of the signal that was judged. */
  updated_at: timestamp,
  /** Orders the writes. */
  sequence: z.int(),
});

export type DailyLossItem = z.infer<typeof dailyLossItem>;
