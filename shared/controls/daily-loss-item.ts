import * as z from 'zod';
import { BROKERS } from '../events/brokers.ts';
import { timestamp } from '../events/data/fields.ts';

/** An item of the daily-losses table. The risk manager writes it when a loss is latched. */
export const dailyLossItem = z.object({
  broker: z.enum(BROKERS),
  latched: z.boolean(),
  /** Id that a release names; absent if no loss is latched. */
  latch_id: z.string().optional(),
  latched_at: timestamp.optional(),
  /** Rupees lost since the start of the day or the last release, as of `updated_at`; negative for a gain. */
  loss: z.number(),
  /** Rupees; absent if the limits are malformed. */
  limit: z.number().optional(),
  /** Time of the signal that was judged. */
  updated_at: timestamp,
  /** Orders writes. */
  sequence: z.int(),
});

export type DailyLossItem = z.infer<typeof dailyLossItem>;
