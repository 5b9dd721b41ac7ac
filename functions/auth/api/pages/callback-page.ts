import { pageOf } from './page.ts';

const MAIN = `<h1>Alpha Panda</h1>
<p id="note" role="status">Completing the login…</p>
<div id="done" hidden>
<p>Valid until <span id="until"></span>.</p>
<input id="token" type="password" readonly aria-label="Access token" autocomplete="off" spellcheck="false">
<button id="copy" type="button">Copy the access token</button>
<button id="show" class="plain" type="button">Show</button>
<p>Scripts send it as <code>Authorization: Bearer</code>. The CLI reads it with <code>npm run cli -- login --token-stdin</code>. The token gives full access to your session: keep it secret.</p>
</div>
<p id="again" hidden><a href="../../login">Start again</a></p>`;

/**
 * Removes Kite's query from the address at once, and sends it together with the secret of this tab. Inserts results as
 * text, never as markup.
 */
const SCRIPT = `
const element = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
history.replaceState(null, '', location.pathname);
const kept = sessionStorage.getItem('alpha-panda-login');
sessionStorage.removeItem('alpha-panda-login');
const finish = async () => {
  if (query.get('status') !== 'success') throw new Error('the login at Zerodha was not completed');
  const login = kept === null ? {} : JSON.parse(kept);
  if (login.state === undefined || login.state !== query.get('state'))
    throw new Error('it was not started in this tab');
  const response = await fetch('../login/request-token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ request_token: query.get('request_token') ?? '', state: login.state, code_verifier: login.verifier }),
    cache: 'no-store',
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.title + ': ' + answer.detail);
  element('note').className = 'good';
  element('note').textContent = answer.message;
  element('until').textContent = new Date(answer.expires_at).toLocaleString('en-GB', { timeZone: 'Asia/Kolkata', dateStyle: 'medium', timeStyle: 'short' }) + ' IST';
  element('token').value = answer.access_token;
  element('done').hidden = false;
};
element('copy').addEventListener('click', () => {
  navigator.clipboard.writeText(element('token').value).then(
    () => { element('copy').textContent = 'Copied'; },
    () => { element('token').type = 'text'; element('token').select(); },
  );
});
element('show').addEventListener('click', () => {
  const hidden = element('token').type === 'password';
  element('token').type = hidden ? 'text' : 'password';
  element('show').textContent = hidden ? 'Hide' : 'Show';
});
finish().catch((error) => {
  element('note').className = 'bad';
  element('note').textContent = 'The login failed: ' + error.message + '.';
  element('again').hidden = false;
});
`;

export const CALLBACK_PAGE = pageOf('Logged in · Alpha Panda', MAIN, SCRIPT);
