import type { Route } from '../../../shared/http/route.ts';
import { getLoginCallback } from './get-login-callback.ts';
import { getLoginPage } from './get-login-page.ts';
import { getLoginUrl } from './get-login-url.ts';
import { getSessionStatus } from './get-session-status.ts';
import { login } from './login.ts';
import { loginWithRequestToken } from './login-with-request-token.ts';
import { logout } from './logout.ts';
import type { AuthServices } from './services.ts';

/** Logins and sessions. */
export const authRoutes: readonly Route<AuthServices>[] = [
  getLoginPage,
  getLoginCallback,
  getLoginUrl,
  login,
  loginWithRequestToken,
  getSessionStatus,
  logout,
];
