/** The user of an access token. */
export interface KiteProfile {
  readonly userId: string;
  readonly userName: string;
  readonly userShortname: string;
  readonly email: string;
}

/**
 * Sessions at Kite. Every method throws ProblemError: `INVALID_CREDENTIALS` if Kite rejects the token,
 * `ZERODHA_UNAVAILABLE` on a timeout or overload, `ZERODHA_ERROR` for any other error. The errors contain nothing of
 * the request or the response.
 */
export interface KiteSessions {
  /** The user of a token. Kite's cheapest request, also used to check that a token is still valid. */
  profile(accessToken: string): Promise<KiteProfile>;
  /** Exchanges a request token of the login page for an access token. Works once. */
  exchange(requestToken: string): Promise<string>;
  /** Invalidates an access token at Kite. */
  invalidate(accessToken: string): Promise<void>;
  /** URL of the login page. @param state Returned unchanged with the request token. */
  loginUrl(state: string): Promise<string>;
}
