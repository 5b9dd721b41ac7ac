import * as z from 'zod';
import { CALLBACK_PAGE } from './pages/callback-page.ts';
import { publicRoute } from './services.ts';

export const getLoginCallback = publicRoute({
  operation: 'getLoginCallback',
  method: 'GET',
  path: '/auth/zerodha/callback',
  tag: 'Auth',
  summary: 'Login callback page',
  description:
    "Register this address as the redirect URL of the Kite Connect app. Kite's login page sends the browser here. The page reads the query in the browser, removes it from the address and calls POST /auth/login/request-token. The server ignores the query.",
  query: z.record(z.string(), z.string()),
  reply: z.string(),
  produces: 'text/html',
  handle: () => ({ body: CALLBACK_PAGE.html, headers: CALLBACK_PAGE.headers }),
});
