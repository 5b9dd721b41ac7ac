import type { KiteAccount } from '../accounts.ts';
import { success } from '../answer.ts';
import { tokenRoute } from '../route.ts';

/** A user's fields, in a profile and in a new session. */
export const userFields = ({ userId, userName, userShortname, email }: KiteAccount) => ({
  user_id: userId,
  user_type: 'individual',
  email,
  user_name: userName,
  user_shortname: userShortname,
  broker: 'ZERODHA',
  exchanges: ['NSE', 'BSE', 'NFO', 'BFO'],
  products: ['CNC', 'NRML', 'MIS', 'MTF'],
  order_types: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
  avatar_url: null,
  meta: { demat_consent: 'physical' },
});

export const getProfile = tokenRoute('GET', '/user/profile', 'other', (account) =>
  success(userFields(account)),
);
