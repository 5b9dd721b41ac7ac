import * as z from 'zod';
import { SettingsError } from '../errors.ts';

const API_URL = 'https://api.kite.trade';
const LOGIN_URL = 'https://kite.zerodha.com';

/** Where Kite is. Apart from all other settings, so that no paper function has the broker's address in it. */
export const KITE_SETTINGS = {
  KITE_API_URL: z.url().default(API_URL).describe("Where Kite's API is; only the local stage may change it"),
  KITE_LOGIN_URL: z
    .url()
    .default(LOGIN_URL)
    .describe("Where Kite's login page is; only the local stage may change it"),
} as const;

const schema = z.object(KITE_SETTINGS);

/**
 * The addresses of Kite.
 * @throws SettingsError for another one outside of the local stage: tokens and passwords go there
 */
export const readKiteSettings = (
  environment: Readonly<Record<string, string | undefined>>,
  stage: string,
): z.infer<typeof schema> => {
  const { data, error } = schema.safeParse(environment);
  if (data === undefined) {
    throw new SettingsError(
      `cannot start, KITE_API_URL or KITE_LOGIN_URL is no address: ${error.message}`,
      error,
    );
  }
  const isKite = data.KITE_API_URL === API_URL && data.KITE_LOGIN_URL === LOGIN_URL;
  if (!isKite && stage !== 'local') {
    throw new SettingsError(
      'cannot start, KITE_API_URL and KITE_LOGIN_URL may be set in the local stage only: tokens and passwords go there',
    );
  }
  return data;
};
