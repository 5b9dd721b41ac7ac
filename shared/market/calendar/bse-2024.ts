import { NSE_2024 } from './nse-2024.ts';

/** BSE 2024: equity and currency as NSE. Its sources are named there. */
export const BSE_2024 = NSE_2024;
