import { NSE_2022 } from './nse-2022.ts';

/** BSE 2022: equity and currency as NSE. Its sources are named there. */
export const BSE_2022 = NSE_2022;
