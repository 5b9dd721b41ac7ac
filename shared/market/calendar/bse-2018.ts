import { NSE_2018 } from './nse-2018.ts';

/** BSE 2018: equity and currency as NSE. Its sources are named there. */
export const BSE_2018 = NSE_2018;
