/** A user that the stand-in knows. Everything about it is invented. */
export interface KiteAccount {
  readonly userId: string;
  readonly userName: string;
  readonly userShortname: string;
  readonly email: string;
}

/** The Kite Connect app of the local stage. */
export const DEMO_APP = {
  apiKey: 'demoapikey000000',
  apiSecret: 'demo-api-secret-that-protects-nothing',
} as const;

/** Who may log in to the local stage. */
export const DEMO_USER: KiteAccount = {
  userId: 'DEMO01',
  userName: 'Asha Demo',
  userShortname: 'Asha',
  email: 'asha@demo.invalid',
};

/** Who may log in there and only look. */
export const DEMO_VIEWER: KiteAccount = {
  userId: 'DEMO02',
  userName: 'Meera Viewer',
  userShortname: 'Meera',
  email: 'meera@demo.invalid',
};

/** A user of Kite whom the local stage does not let in. */
export const DEMO_STRANGER: KiteAccount = {
  userId: 'DEMO99',
  userName: 'Vikram Stranger',
  userShortname: 'Vikram',
  email: 'vikram@demo.invalid',
};

/** Access tokens that one can paste; see the README. */
export const DEMO_TOKENS = {
  /** Of DEMO01. Good until it is invalidated; then until the stand-in starts anew. */
  user: 'demo-access-token',
  /** Of DEMO02. */
  viewer: 'demo-viewer-token',
  /** Of DEMO99. */
  stranger: 'demo-stranger-token',
  /** Kite does not take it any more. */
  expired: 'demo-expired-token',
} as const;
