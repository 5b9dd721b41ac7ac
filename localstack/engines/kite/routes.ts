import type { KiteRoute } from './route.ts';
import { exchangeToken } from './routes/exchange-token.ts';
import { getProfile } from './routes/get-profile.ts';
import { invalidateToken } from './routes/invalidate-token.ts';
import { showLoginPage, submitLoginPage } from './routes/login-page.ts';

/** Kite's routes that the stand-in has. */
export const KITE_ROUTES: readonly KiteRoute[] = [
  getProfile,
  exchangeToken,
  invalidateToken,
  showLoginPage,
  submitLoginPage,
];
