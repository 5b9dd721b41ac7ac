import { NSE_2017 } from './nse-2017.ts';

/** BSE 2017: equity and currency as NSE. Its sources are named there. */
export const BSE_2017 = NSE_2017;
