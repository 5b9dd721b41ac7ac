import * as z from 'zod';
import { SettingsError } from '../errors.ts';
import { FEED_HOSTS } from '../market/feed-lease.ts';

/** Settings of the market feed. */
export const FEED_SETTINGS = {
  FEED_HOST: z
    .enum(FEED_HOSTS)
    .default('local')
    .describe('Where the market feed runs: relay (Lambda), edge (the edge instance), fargate or local'),
} as const;

const schema = z.object(FEED_SETTINGS);

/** @throws SettingsError for another host */
export const readFeedSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<typeof schema> => {
  const { data } = schema.safeParse(environment);
  if (data !== undefined) return data;
  throw new SettingsError(
    `cannot start, FEED_HOST is "${environment.FEED_HOST}": use ${FEED_HOSTS.join(', ')}`,
  );
};
