/**
 * Roles in ascending order. A viewer can read and stop. An owner can also change paper trading and withdraw live
 * clearances. The account owner can also change live trading.
 */
export const ROLES = ['viewer', 'owner', 'account_owner'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role includes another one. */
export const isEnough = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

interface Users {
  /** Kite user ids; the first is the account that is traded live. */
  readonly ZERODHA_USER_IDS: readonly string[];
  readonly ZERODHA_VIEWER_IDS: readonly string[];
}

/** The role of a user; undefined for a user without access. */
export const roleOf = (
  { ZERODHA_USER_IDS: owners, ZERODHA_VIEWER_IDS: viewers }: Users,
  userId: string,
): Role | undefined => {
  const place = owners.indexOf(userId);
  if (place >= 0) return place === 0 ? 'account_owner' : 'owner';
  return viewers.includes(userId) ? 'viewer' : undefined;
};

/** All users that may log in. */
export const usersOf = ({ ZERODHA_USER_IDS, ZERODHA_VIEWER_IDS }: Users): readonly string[] => [
  ...ZERODHA_USER_IDS,
  ...ZERODHA_VIEWER_IDS,
];
