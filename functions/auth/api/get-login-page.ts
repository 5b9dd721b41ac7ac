import * as z from 'zod';
import { LOGIN_PAGE } from './pages/login-page.ts';
import { publicRoute } from './services.ts';

export const getLoginPage = publicRoute({
  operation: 'getLoginPage',
  method: 'GET',
  path: '/login',
  tag: 'Auth',
  summary: 'Login page',
  description: 'An HTML page with one button that starts a login at Zerodha.',
  // A browser page accepts any query: other sites append their own parameters to links.
  query: z.record(z.string(), z.string()),
  reply: z.string(),
  produces: 'text/html',
  handle: () => ({ body: LOGIN_PAGE.html, headers: LOGIN_PAGE.headers }),
});
