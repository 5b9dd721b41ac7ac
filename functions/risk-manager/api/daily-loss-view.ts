import * as z from 'zod';
import { dailyLossItem } from '../../../shared/controls/daily-loss-item.ts';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import type { RiskServices } from './services.ts';

export const dailyLossBody = z.strictObject({
  broker: z.enum(BROKERS),
  latched: z.boolean().describe('Whether MAX_DAILY_LOSS rejects orders until a user releases it'),
  latch_id: z.string().nullable().describe('Id that a release must name; null if no loss is latched'),
  latched_at: z.string().nullable().describe('Market time of the latch, ISO 8601 UTC'),
  loss: z
    .number()
    .nullable()
    .describe('Rupees, as of updated_at; updated while a loss is latched. Null if no loss was ever latched'),
  limit: z.number().nullable().describe('Rupees, as of updated_at'),
  updated_at: z.string().nullable().describe('Market time of the signal that was judged'),
});

/** An account's daily loss as the risk manager last reported it. */
export const readDailyLoss = async (
  { tables }: RiskServices,
  broker: Broker,
): Promise<z.infer<typeof dailyLossBody>> => {
  const told = dailyLossItem.safeParse(await tables.get('daily-losses', { broker })).data;
  return {
    broker,
    latched: told?.latched ?? false,
    latch_id: told?.latch_id ?? null,
    latched_at: told?.latched_at ?? null,
    loss: told?.loss ?? null,
    limit: told?.limit ?? null,
    updated_at: told?.updated_at ?? null,
  };
};
