import { DAY_MS, istMidnight } from '../market/ist.ts';

/** Kite ends every access token at six in the morning, India's time: see "Login flow" in Kite Connect's docs. */
const EXPIRY_TIME_OF_DAY = 6 * 60 * 60 * 1_000;

/**
 * When a session that begins at a moment ends: the next 06:00 in India, strictly later than the moment.
 * Both in epoch milliseconds.
 */
export const nextSessionExpiry = (at: number): number => {
  const today = istMidnight(at) + EXPIRY_TIME_OF_DAY;
  return at < today ? today : today + DAY_MS;
};
