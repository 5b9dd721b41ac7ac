import { hash } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { getLoginCallback } from '../../../../functions/auth/api/get-login-callback.ts';
import { getLoginPage } from '../../../../functions/auth/api/get-login-page.ts';
import { CALLBACK_PAGE } from '../../../../functions/auth/api/pages/callback-page.ts';
import { LOGIN_PAGE } from '../../../../functions/auth/api/pages/login-page.ts';
import { authUnderTest, call } from './services.ts';

const PAGES = [
  ['login', LOGIN_PAGE],
  ['callback', CALLBACK_PAGE],
] as const;

const inside = (html: string, tag: string): string =>
  new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '';

describe.each(PAGES)('the %s page', (_name, { html, headers }) => {
  const policy = headers['content-security-policy'] ?? '';

  it('lets the browser run its one script, and nothing else', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${hash('sha256', inside(html, 'script'), 'base64')}'`);
    expect(policy).toContain(`style-src 'sha256-${hash('sha256', inside(html, 'style'), 'base64')}'`);
    expect(policy).not.toContain('unsafe');
  });

  it('loads nothing from anywhere, and runs nothing from attributes', () => {
    expect(html).not.toMatch(/\ssrc=|https?:|\son[a-z]+=|\sstyle=|@import|[\s:]url\(/);
  });

  it('sends no referrer', () => {
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});

describe('the pages as served', () => {
  const evil = { state: '"><script>alert(1)</script>', request_token: 'secret-request-token' };

  it.each([
    ['login', getLoginPage, LOGIN_PAGE],
    ['callback', getLoginCallback, CALLBACK_PAGE],
  ] as const)('have nothing of the request in them: %s', async (_name, route, page) => {
    const { status, text } = await call(route, authUnderTest(), { query: evil });

    expect(status).toBe(200);
    expect(text).toBe(page.html);
  });
});

interface FakeElement {
  textContent: string;
  className: string;
  hidden: boolean;
  value: string;
  type: string;
  disabled: boolean;
  click?: () => void;
  addEventListener(name: string, listener: () => void): void;
}

interface Answer {
  readonly ok: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Runs a page's script in a browser that has as much as the script uses, and notes what it does, in order. */
const open = async (html: string, search: string, stored: Record<string, string>, answer: Answer) => {
  const elements = new Map<string, FakeElement>();
  const done: string[] = [];
  const requests: { readonly url: string; readonly body: unknown }[] = [];
  const element = (id: string): FakeElement => {
    const known = elements.get(id);
    if (known !== undefined) return known;
    const made: FakeElement = {
      textContent: '',
      className: '',
      hidden: html.includes(`id="${id}" hidden`),
      value: '',
      type: 'password',
      disabled: false,
      addEventListener: (name, listener) => {
        if (name === 'click') made.click = listener;
      },
    };
    elements.set(id, made);
    return made;
  };
  const context = createContext({
    document: { getElementById: element },
    location: {
      search,
      pathname: '/auth/zerodha/callback',
      assign: (url: string) => done.push(`go to ${url}`),
    },
    history: { replaceState: (_: unknown, __: unknown, url: string) => done.push(`address ${url}`) },
    sessionStorage: {
      getItem: (key: string) => stored[key] ?? null,
      setItem: (key: string, value: string) => {
        stored[key] = value;
      },
      removeItem: (key: string) => {
        delete stored[key];
      },
    },
    fetch: async (url: string, { body }: { readonly body?: string } = {}) => {
      done.push(`fetch ${url}`);
      requests.push({ url, body: body === undefined ? undefined : JSON.parse(body) });
      return { ok: answer.ok, json: async () => answer.body };
    },
    addEventListener: () => undefined,
    URLSearchParams,
    TextEncoder,
    Uint8Array,
    crypto,
    btoa,
  });
  runInContext(inside(html, 'script'), context);
  elements.get('login')?.click?.();
  const isSettled = () =>
    done.some((what) => what.startsWith('go to')) ||
    !['', 'One moment…'].includes(element('note').textContent);
  await expect.poll(isSettled).toBe(true);
  return { element, done, requests };
};

const KEPT = 'alpha-panda-login';
const keeping = () => ({ [KEPT]: JSON.stringify({ verifier: 'the-verifier', state: 'the-state' }) });

describe('the login page in a browser', () => {
  const answer = { ok: true, body: { url: 'https://kite.example/login', state: 'the-state' } };

  it('leaves for Kite with the hash of a secret that stays in the tab', async () => {
    const stored: Record<string, string> = {};

    const { done } = await open(LOGIN_PAGE.html, '', stored, answer);

    const { verifier, state } = JSON.parse(stored[KEPT] ?? '{}') as Record<string, string>;
    const challenge = hash('sha256', verifier ?? '', 'base64url');
    expect(done).toEqual([
      `fetch auth/zerodha/url?code_challenge=${challenge}`,
      'go to https://kite.example/login',
    ]);
    expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(state).toBe('the-state');
  });

  it('says why it does not', async () => {
    const { element, done } = await open(
      LOGIN_PAGE.html,
      '',
      {},
      { ok: false, body: { detail: 'try later' } },
    );

    expect(element('note').textContent).toContain('try later');
    expect(done.some((what) => what.startsWith('go to'))).toBe(false);
    expect(element('login').disabled).toBe(false);
  });
});

describe('the callback page in a browser', () => {
  const QUERY = '?request_token=rt&action=login&status=success&state=the-state';
  const answer = {
    ok: true,
    body: {
      message: 'Logged in as Asha.',
      expires_at: '2026-11-25T00:30:00.000Z',
      access_token: 'our-token',
    },
  };

  it('takes the query out of the address before anything else', async () => {
    const { done } = await open(CALLBACK_PAGE.html, QUERY, keeping(), answer);

    expect(done).toEqual(['address /auth/zerodha/callback', 'fetch ../login/request-token']);
  });

  it('hands in what came back with the secret of the tab, once', async () => {
    const stored = keeping();

    const { requests, element } = await open(CALLBACK_PAGE.html, QUERY, stored, answer);

    expect(requests[0]?.body).toEqual({
      request_token: 'rt',
      state: 'the-state',
      code_verifier: 'the-verifier',
    });
    expect(stored).toEqual({});
    expect(element('note').textContent).toBe('Logged in as Asha.');
    expect(element('token')).toMatchObject({ value: 'our-token', type: 'password' });
    expect(element('done').hidden).toBe(false);
  });

  it.each([
    ['a login of another tab', QUERY, {}],
    ['a state that is not its own', QUERY.replace('the-state', 'another'), keeping()],
    ['a login that was broken off', '?status=cancelled&state=the-state', keeping()],
  ])('hands in nothing of %s', async (_what, query, stored) => {
    const { requests, element } = await open(CALLBACK_PAGE.html, query, stored, answer);

    expect(requests).toEqual([]);
    expect(element('note').className).toBe('bad');
    expect(element('again').hidden).toBe(false);
  });

  it('says why the login was refused', async () => {
    const refused = { ok: false, body: { title: 'This user may not log in here', detail: 'ask' } };

    const { element } = await open(CALLBACK_PAGE.html, QUERY, keeping(), refused);

    expect(element('note').textContent).toContain('This user may not log in here: ask');
    expect(element('done').hidden).toBe(true);
  });
});
