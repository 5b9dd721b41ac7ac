const DAY_SECONDS = 24 * 60 * 60;

/**
 * The epoch second at which DynamoDB's time to live deletes an item.
 *
 * It counts from the later of event time and now: a record that waited in a topic is kept for its full time after it
 * is written. Replays and simulations take the time from events, and pass no `now`. Their items do not expire: a
 * replayed day would be deleted at once, and items must not depend on when the replay ran.
 */
export const expiryOf = (
  eventMs: number,
  now: number | undefined,
  retentionDays: number,
): { readonly expires_at: number } | undefined =>
  now === undefined
    ? undefined
    : { expires_at: Math.floor(Math.max(eventMs, now) / 1_000) + retentionDays * DAY_SECONDS };
