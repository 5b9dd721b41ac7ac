import * as z from 'zod';
import { LOGIN_PAGE } from './pages/login-page.ts';
import { publicRoute } from './services.ts';

export const getLoginPage = publicRoute({
  operation: 'getLoginPage',
  method: 'GET',
  path: '/login',
  tag: 'Auth',
  summary: 'A page with one button: log in with Zerodha',
  // A page: what others append to its address is no reason to refuse it.
  query: z.record(z.string(), z.string()),
  reply: z.string(),
  produces: 'text/html',
  handle: () => ({ body: LOGIN_PAGE.html, headers: LOGIN_PAGE.headers }),
});
