import * as z from 'zod';
import { CALLBACK_PAGE } from './pages/callback-page.ts';
import { publicRoute } from './services.ts';

export const getLoginCallback = publicRoute({
  operation: 'getLoginCallback',
  method: 'GET',
  path: '/auth/zerodha/callback',
  tag: 'Auth',
  summary: "Where Kite's login page sends the browser back to",
  description:
    'Register this address as the redirect URL of the Kite Connect app. The page reads the query in the browser, takes it out of the address and calls POST /auth/login/request-token; the server looks at none of it.',
  query: z.record(z.string(), z.string()),
  reply: z.string(),
  produces: 'text/html',
  handle: () => ({ body: CALLBACK_PAGE.html, headers: CALLBACK_PAGE.headers }),
});
