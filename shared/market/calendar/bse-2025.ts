import { NSE_2025 } from './nse-2025.ts';

/** BSE 2025: equity and currency as NSE. Its sources are named there. */
export const BSE_2025 = NSE_2025;
