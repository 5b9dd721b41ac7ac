import { NSE_2019 } from './nse-2019.ts';

/** BSE 2019: equity and currency as NSE. Its sources are named there. */
export const BSE_2019 = NSE_2019;
