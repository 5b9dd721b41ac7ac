/**
 * Source of a session: an access token from outside, a `request_token` of the login callback, or the sessions table.
 */
export const LOGIN_METHODS = ['external_token', 'request_token', 'stored_session'] as const;
export type LoginMethod = (typeof LOGIN_METHODS)[number];

export const SESSION_STATES = ['unauthenticated', 'authenticated', 'expired', 'error'] as const;
