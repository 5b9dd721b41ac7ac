import type { KiteRoute } from './route.ts';
import { exchangeToken } from './routes/exchange-token.ts';
import { getAllInstruments, getInstruments } from './routes/get-instruments.ts';
import { getProfile } from './routes/get-profile.ts';
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
  listFaults,
  setFaults,
  clearFaults,
  sendMessage,
];
