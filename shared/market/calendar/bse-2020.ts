import { NSE_2020 } from './nse-2020.ts';

/** BSE 2020: equity and currency as NSE. Its sources are named there. */
export const BSE_2020 = NSE_2020;
