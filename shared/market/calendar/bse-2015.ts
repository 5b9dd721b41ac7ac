import { NSE_2015 } from './nse-2015.ts';

/** BSE 2015: equity and currency as NSE. Its sources are named there. */
export const BSE_2015 = NSE_2015;
