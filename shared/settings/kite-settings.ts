import * as z from 'zod';
import { SettingsError } from '../errors.ts';

const API_URL = 'https://api.kite.trade';
const LOGIN_URL = 'https://kite.zerodha.com';
const TICKER_URL = 'wss://ws.kite.trade';

/** Kite's addresses. They are separate from other settings, so that no paper function has the broker's address. */
export const KITE_SETTINGS = {
  KITE_API_URL: z
    .url()
    .default(API_URL)
    .describe("Address of Kite's API. Only the local stage may change it"),
  KITE_LOGIN_URL: z
    .url()
    .default(LOGIN_URL)
    .describe("Address of Kite's login page. Only the local stage may change it"),
  KITE_TICKER_URL: z
    .url({ protocol: /^wss?$/ })
    .default(TICKER_URL)
    .describe("Address of Kite's ticker, a WebSocket. Only the local stage may change it"),
} as const;

const schema = z.object(KITE_SETTINGS);

/**
 * Reads Kite's addresses.
 * @throws SettingsError for any other address outside the local stage: tokens and passwords go there
 */
export const readKiteSettings = (
  environment: Readonly<Record<string, string | undefined>>,
  stage: string,
): z.infer<typeof schema> => {
  const { data, error } = schema.safeParse(environment);
  if (data === undefined) {
    throw new SettingsError(
      `cannot start, KITE_API_URL, KITE_LOGIN_URL or KITE_TICKER_URL is not a URL: ${error.message}`,
      error,
    );
  }
  const isKite =
    data.KITE_API_URL === API_URL && data.KITE_LOGIN_URL === LOGIN_URL && data.KITE_TICKER_URL === TICKER_URL;
  if (!isKite && stage !== 'local') {
    throw new SettingsError(
      'cannot start, only the local stage may set KITE_API_URL, KITE_LOGIN_URL and KITE_TICKER_URL: tokens and passwords go there',
    );
  }
  return data;
};
