import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, refusalOf } from '../../../localstack/local-only/callers.ts';
import { check } from '../../support/seed.ts';

const PORT = 3000;
const HOST = `127.0.0.1:${PORT}`;
const asked = (headers: Asked['headers'], method = 'POST'): Asked => ({
  method,
  headers: { host: HOST, ...headers },
  port: PORT,
});
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('a server of the local cloud answers', () => {
  it.each([
    ['a program other than a browser', asked({})],
    ['by the name localhost', asked({ host: 'localhost:3000' })],
    ['by a name in capitals', asked({ host: 'LOCALHOST:3000' })],
    ['by the IPv6 loopback address', asked({ host: '[::1]:3000' })],
    ['its own page', asked({ origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' })],
    [
      'its own page under another loopback name',
      asked({ host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }),
    ],
    [
      'a form of its own page that sends no referrer',
      asked({ origin: 'null', 'sec-fetch-site': 'same-origin', ...NAVIGATION }),
    ],
    ['an address that was typed', asked({ 'sec-fetch-site': 'none', ...NAVIGATION }, 'GET')],
    ['a link that was followed', asked({ 'sec-fetch-site': 'cross-site', ...NAVIGATION }, 'GET')],
    [
      'a login that comes back from another port',
      asked({ 'sec-fetch-site': 'same-site', ...NAVIGATION }, 'GET'),
    ],
  ])('%s', (_, request) => {
    expect(refusalOf(request)).toBeUndefined();
  });
});

describe('a server of the local cloud refuses', () => {
  it.each([
    ['no host', asked({ host: undefined })],
    ['a name that was bound to the loopback address', asked({ host: 'evil.example:3000' })],
    ['a name that begins like a loopback name', asked({ host: '127.0.0.1.evil.example:3000' })],
    ['a loopback name without the port', asked({ host: '127.0.0.1' })],
    ["another server's port", asked({ host: '127.0.0.1:3002' })],
    ['another name of the loopback address', asked({ host: '127.1:3000' })],
    [
      'a rebound name with its own origin',
      asked({ host: 'evil.example:3000', origin: 'http://evil.example:3000' }),
    ],
    ['a foreign page', asked({ origin: 'https://evil.example' })],
    ['a page of another port of this machine', asked({ origin: 'http://127.0.0.1:5173' })],
    ['its own origin by TLS', asked({ origin: `https://${HOST}` })],
    ['a page without an origin', asked({ origin: 'null' })],
    ['a sandboxed page', asked({ origin: 'null', 'sec-fetch-site': 'cross-site' })],
    [
      'an image of a foreign page',
      asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'GET'),
    ],
    [
      'an image of a page of another port',
      asked({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }, 'GET'),
    ],
    [
      'a frame in a foreign page',
      asked(
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
        'GET',
      ),
    ],
    ['a form of a foreign page', asked({ 'sec-fetch-site': 'cross-site', ...NAVIGATION })],
    ['a foreign preflight', asked({ origin: 'https://evil.example' }, 'OPTIONS')],
  ])('%s', (_, request) => {
    expect(refusalOf(request)).toContain(`http://127.0.0.1:${PORT}`);
  });

  it('every foreign origin, for any other request headers', () => {
    check(
      fc.property(
        fc.constantFrom('http', 'https'),
        fc.domain(),
        fc.constantFrom('', ':3000', ':8080'),
        fc.constantFrom(undefined, 'none', 'same-origin', 'same-site', 'cross-site'),
        fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'),
        (scheme, domain, port, site, method) => {
          const origin = `${scheme}://${domain}${port}`;
          expect(refusalOf(asked({ origin, 'sec-fetch-site': site, ...NAVIGATION }, method))).toBeDefined();
        },
      ),
    );
  });
});
