import { NSE_2016 } from './nse-2016.ts';

/** BSE 2016: equity and currency as NSE. Its sources are named there. */
export const BSE_2016 = NSE_2016;
