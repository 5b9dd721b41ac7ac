import { pageOf } from './page.ts';

const MAIN = `<h1>Alpha Panda</h1>
<p>Zerodha requires a manual login each day. A session lasts until 06:00 IST.</p>
<button id="login" type="button">Log in with Zerodha</button>
<p id="note" role="status"></p>`;

/** Creates a secret, stores it in this tab, and sends only its hash to Kite's login page. */
const SCRIPT = `
const button = document.getElementById('login');
const note = document.getElementById('note');
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const begin = async () => {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const challenge = base64url(new Uint8Array(digest));
  const response = await fetch('auth/zerodha/url?code_challenge=' + challenge, { cache: 'no-store' });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  sessionStorage.setItem('alpha-panda-login', JSON.stringify({ verifier, state: answer.state }));
  location.assign(answer.url);
};
button.addEventListener('click', () => {
  button.disabled = true;
  note.className = '';
  note.textContent = 'One moment…';
  begin().catch((error) => {
    button.disabled = false;
    note.className = 'bad';
    note.textContent = 'The login failed: ' + error.message;
  });
});
addEventListener('pageshow', () => {
  button.disabled = false;
  note.textContent = '';
});
`;

export const LOGIN_PAGE = pageOf('Log in · Alpha Panda', MAIN, SCRIPT);
