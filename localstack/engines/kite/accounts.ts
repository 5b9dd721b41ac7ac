/** A user of the simulator. All data are invented. */
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

/** The user of the local stage. */
export const DEMO_USER: KiteAccount = {
  userId: 'DEMO01',
  userName: 'Asha Demo',
  userShortname: 'Asha',
  email: 'asha@demo.invalid',
};

/** The viewer of the local stage, who cannot change anything. */
export const DEMO_VIEWER: KiteAccount = {
  userId: 'DEMO02',
  userName: 'Meera Viewer',
  userShortname: 'Meera',
  email: 'meera@demo.invalid',
};

/** A Kite user without access to the local stage. */
export const DEMO_STRANGER: KiteAccount = {
  userId: 'DEMO99',
  userName: 'Vikram Stranger',
  userShortname: 'Vikram',
  email: 'vikram@demo.invalid',
};

/** Access tokens to paste; see the README. */
export const DEMO_TOKENS = {
  /** Of DEMO01. Valid until it is invalidated; a restart of the simulator makes it valid again. */
  user: 'demo-access-token',
  /** Of DEMO01, for the market feed of `npm start`: a logout at Kite ends the other one. */
  feed: 'demo-feed-token',
  /** Of DEMO02. */
  viewer: 'demo-viewer-token',
  /** Of DEMO99. */
  stranger: 'demo-stranger-token',
  /** Expired at Kite. */
  expired: 'demo-expired-token',
} as const;
