/** Where a request came from, as the audit trail and logs may tell it. */
export interface Origin {
  /** The caller's address, hashed with a key: equal ones can be seen to be equal, and none can be read. */
  readonly addressHash?: string | undefined;
  /** What the caller says of its program, cleaned: anybody can say anything. */
  readonly userAgent?: string | undefined;
}

const MAX_USER_AGENT = 256;

/** A `User-Agent` that can be shown anywhere: visible ASCII and spaces, so long and no longer. */
export const cleanUserAgent = (header: string | undefined): string | undefined => {
  const clean = (header ?? '')
    .slice(0, MAX_USER_AGENT)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trim();
  return clean === '' ? undefined : clean;
};

/** An origin's fields as events and log lines name them. */
export const toldOrigin = ({ addressHash, userAgent }: Origin) => ({
  ...(addressHash !== undefined && { address_hash: addressHash }),
  ...(userAgent !== undefined && { user_agent: userAgent }),
});
