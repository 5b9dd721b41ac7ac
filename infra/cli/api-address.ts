import { isIPv4 } from 'node:net';
import { usageError } from './command-failure.ts';

/** Where `npm start` serves the API. */
export const LOCAL_API = 'http://127.0.0.1:3000';

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));

/**
 * An API's address as sessions are kept under: without a slash at its end. Tokens travel with every call, so plain
 * http is taken for this machine only.
 * @throws CommandFailure `USAGE`
 */
export const apiAddress = (text: string): string => {
  const url = URL.parse(text);
  if (url === null) {
    throw usageError(`"${text}" is no address: give one such as https://api.example.com or ${LOCAL_API}`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw usageError(
      `the address of the API begins with https://, or http:// on this machine; not ${url.protocol}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError('the address of the API must not have a user or a password in it; use login');
  }
  if (url.search !== '' || url.hash !== '') {
    throw usageError('the address of the API ends before "?" and "#"');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw usageError(
      `http://${url.host} is not this machine: tokens would travel where others can read them; use https://`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};
