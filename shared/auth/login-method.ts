/**
 * How a session came about: by a token that was obtained outside, by a `request_token` that Kite handed to our
 * callback, or found again in the sessions table.
 */
export const LOGIN_METHODS = ['external_token', 'request_token', 'stored_session'] as const;
export type LoginMethod = (typeof LOGIN_METHODS)[number];

export const SESSION_STATES = ['unauthenticated', 'authenticated', 'expired', 'error'] as const;
