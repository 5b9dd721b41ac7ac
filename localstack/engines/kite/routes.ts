import type { KiteRoute } from './route.ts';
import { exchangeToken } from './routes/exchange-token.ts';
import { getProfile } from './routes/get-profile.ts';
import { invalidateToken } from './routes/invalidate-token.ts';
import { showLoginPage, submitLoginPage } from './routes/login-page.ts';

/** What the stand-in answers like Kite. */
export const KITE_ROUTES: readonly KiteRoute[] = [
  getProfile,
  exchangeToken,
  invalidateToken,
  showLoginPage,
  submitLoginPage,
];
