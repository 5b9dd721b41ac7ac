/**
 * Zerodha's own client, by its name. It is CommonJS: imported lazily, a bundle with code splitting has nothing but its
 * `default`, so that what is imported lazily is this module.
 */
export { KiteConnect } from 'kiteconnect';
