const DAY_SECONDS = 24 * 60 * 60;

/**
 * The epoch second at which an item of a kept-for-a-while table goes, by DynamoDB's time to live.
 *
 * It counts from the event or from now, whichever is later: a record that waited in a topic is kept its full time
 * after it is written. Where the market's clock is the events (`now` undefined: replays, simulations) there is
 * none: an old day that is replayed would be gone before anybody looks, and what is written must not depend on
 * when the replay was run.
 */
export const expiryOf = (
  eventMs: number,
  now: number | undefined,
  retentionDays: number,
): { readonly expires_at: number } | undefined =>
  now === undefined
    ? undefined
    : { expires_at: Math.floor(Math.max(eventMs, now) / 1_000) + retentionDays * DAY_SECONDS };
