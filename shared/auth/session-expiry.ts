import { DAY_MS, istMidnight } from '../market/ist.ts';

/** Kite access tokens expire at 06:00 IST: "Login flow" in Kite Connect's docs. */
const EXPIRY_TIME_OF_DAY = 6 * 60 * 60 * 1_000;

/**
 * The expiry of a session that starts at a time: the next 06:00 IST, strictly later. Both in epoch milliseconds.
 */
export const nextSessionExpiry = (at: number): number => {
  const today = istMidnight(at) + EXPIRY_TIME_OF_DAY;
  return at < today ? today : today + DAY_MS;
};
