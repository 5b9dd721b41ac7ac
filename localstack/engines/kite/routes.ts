import type { KiteRoute } from './route.ts';
import { exchangeToken } from './routes/exchange-token.ts';
import { getHistorical } from './routes/get-historical.ts';
import { getAllInstruments, getInstruments } from './routes/get-instruments.ts';
import { getProfile } from './routes/get-profile.ts';
import { getDayPrices, getLastPrices, getQuotes } from './routes/get-quotes.ts';
import { invalidateToken } from './routes/invalidate-token.ts';
import { showLoginPage, submitLoginPage } from './routes/login-page.ts';
import { clearFaults, listFaults, setFaults } from './routes/simulator-faults.ts';
import { sendMessage } from './routes/simulator-messages.ts';

/** Kite's routes that the simulator has, and its own. */
export const KITE_ROUTES: readonly KiteRoute[] = [
  getProfile,
  exchangeToken,
  invalidateToken,
  showLoginPage,
  submitLoginPage,
  getAllInstruments,
  getInstruments,
  getQuotes,
  getDayPrices,
  getLastPrices,
  getHistorical,
  listFaults,
  setFaults,
  clearFaults,
  sendMessage,
];
