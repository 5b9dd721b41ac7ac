import { isIPv4 } from 'node:net';
import { usageError } from './command-failure.ts';

/** Where `npm start` serves the API. */
export const LOCAL_API = 'http://127.0.0.1:3000';

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));

/**
 * Normalizes the address of an API, without a trailing slash. Every call sends a token, so plain http is accepted for
 * loopback addresses only.
 * @throws CommandFailure `USAGE`
 */
export const apiAddress = (text: string): string => {
  const url = URL.parse(text);
  if (url === null) {
    throw usageError(`"${text}" is not a URL; example: https://api.example.com or ${LOCAL_API}`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw usageError(
      `the API address must start with https://, or http:// for a loopback address; not ${url.protocol}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError('the API address must not contain a user or password; use login');
  }
  if (url.search !== '' || url.hash !== '') throw usageError('the API address must not contain "?" or "#"');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw usageError(
      `http://${url.host} is not a loopback address, and http would send tokens unencrypted; use https://`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};
