/**
 * Zerodha's client as a named export. The client is CommonJS: in a bundle with code splitting a lazy import of it has
 * only a `default`. Lazy imports use this module instead.
 */
export { KiteConnect } from 'kiteconnect';
