import { NSE_2023 } from './nse-2023.ts';

/** BSE 2023: equity and currency as NSE. Its sources are named there. */
export const BSE_2023 = NSE_2023;
