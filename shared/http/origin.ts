/** The origin of a request, for the audit trail and logs. */
export interface Origin {
  /** Keyed hash of the caller's address: equal addresses have equal hashes. */
  readonly addressHash?: string | undefined;
  /** Cleaned `User-Agent`. Callers can send any text. */
  readonly userAgent?: string | undefined;
}

const MAX_USER_AGENT = 256;

/** A `User-Agent` that is safe to display: printable ASCII of limited length. */
export const cleanUserAgent = (header: string | undefined): string | undefined => {
  const clean = (header ?? '')
    .slice(0, MAX_USER_AGENT)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trim();
  return clean === '' ? undefined : clean;
};

/** An origin with the field names of events and log lines. */
export const originFields = ({ addressHash, userAgent }: Origin) => ({
  ...(addressHash !== undefined && { address_hash: addressHash }),
  ...(userAgent !== undefined && { user_agent: userAgent }),
});
