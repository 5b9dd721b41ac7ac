import { DEMO_APP, DEMO_USER } from '../accounts.ts';
import { failure, page, redirect } from '../answer.ts';
import type { KiteContext, KiteRequest, KiteRoute } from '../route.ts';

const PATH = '/connect/login';

const STYLE = `:root { color-scheme: light dark }
body { min-height: 100vh; margin: 0; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif }
form { max-width: 24rem; padding: 2rem; border: 1px solid #8886; border-radius: 0.75rem }
button { width: 100%; padding: 0.75rem; border: 0; border-radius: 0.5rem; background: #c4412b; color: #fff; font: inherit; font-weight: 600; cursor: pointer }`;

/** The form posts to its own URL, so the page contains nothing of the query. */
const HTML = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Kite simulator</title><style>${STYLE}</style></head>
<body><form method="post">
<p><strong>Not Zerodha.</strong> This page simulates Kite's login on this machine: no password, no real account.</p>
<button type="submit">Log in as ${DEMO_USER.userId}</button>
</form></body>
</html>
`;

const isOurApp = ({ query }: KiteRequest): boolean =>
  query.get('v') === '3' && query.get('api_key') === DEMO_APP.apiKey;

const refused = () => failure('InputException', 'Missing or invalid `api_key` or `v`.');

export const showLoginPage: KiteRoute = {
  method: 'GET',
  path: PATH,
  answer: (request) => (isOurApp(request) ? page(HTML) : refused()),
};

/** Redirects the browser to the app's registered URL only, with the app's own parameters. */
const backTo = (redirectUrl: string, requestToken: string, redirectParams: string): string => {
  const url = new URL(redirectUrl);
  for (const [name, value] of new URLSearchParams(redirectParams)) url.searchParams.set(name, value);
  const own = { action: 'login', type: 'login', status: 'success', request_token: requestToken };
  for (const [name, value] of Object.entries(own)) url.searchParams.set(name, value);
  return url.href;
};

export const submitLoginPage: KiteRoute = {
  method: 'POST',
  path: PATH,
  answer: (request, { state, redirectUrl }: KiteContext) => {
    if (!isOurApp(request)) return refused();
    const token = state.grantRequestToken(DEMO_USER);
    return redirect(backTo(redirectUrl, token, request.query.get('redirect_params') ?? ''));
  },
};
