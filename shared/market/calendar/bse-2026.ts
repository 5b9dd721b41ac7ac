import { NSE_2026 } from './nse-2026.ts';

/** BSE 2026: equity and currency as NSE. Its sources are named there. */
export const BSE_2026 = NSE_2026;
