/**
 * What somebody who is logged in may do, each more than the one before: look and stop; steer paper trading and take
 * back what is live; steer the account that is traded live.
 */
export const ROLES = ['viewer', 'owner', 'account_owner'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role is enough where another one is asked for. */
export const isEnough = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

interface Users {
  /** Kite user ids; the first is the account that is traded live. */
  readonly ZERODHA_USER_IDS: readonly string[];
  readonly ZERODHA_VIEWER_IDS: readonly string[];
}

/** The role of a user of a deployment; undefined for one who may not come in. */
export const roleOf = (
  { ZERODHA_USER_IDS: owners, ZERODHA_VIEWER_IDS: viewers }: Users,
  userId: string,
): Role | undefined => {
  const place = owners.indexOf(userId);
  if (place >= 0) return place === 0 ? 'account_owner' : 'owner';
  return viewers.includes(userId) ? 'viewer' : undefined;
};

/** Everybody who may log in. */
export const usersOf = ({ ZERODHA_USER_IDS, ZERODHA_VIEWER_IDS }: Users): readonly string[] => [
  ...ZERODHA_USER_IDS,
  ...ZERODHA_VIEWER_IDS,
];
