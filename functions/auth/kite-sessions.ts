/** What Kite says about the user of an access token. */
export interface KiteProfile {
  readonly userId: string;
  readonly userName: string;
  readonly userShortname: string;
  readonly email: string;
}

/**
 * Logins at Kite. Every method throws ProblemError: `INVALID_CREDENTIALS` where Kite does not take what it was
 * given, `ZERODHA_UNAVAILABLE` where it does not answer in time or has too much to do, `ZERODHA_ERROR` for whatever
 * else it says. None of them carries anything of the request or the answer.
 */
export interface KiteSessions {
  /** Whose token it is: Kite's cheapest question, and the way to see whether a token still lives. */
  profile(accessToken: string): Promise<KiteProfile>;
  /** Exchanges what the login page handed out, once, for an access token. */
  exchange(requestToken: string): Promise<string>;
  /** Ends an access token at Kite. */
  invalidate(accessToken: string): Promise<void>;
  /** Where a person logs in. @param state comes back with the request token, unread */
  loginUrl(state: string): Promise<string>;
}
