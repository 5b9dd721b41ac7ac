import { BSE_2015 } from './bse-2015.ts';
import { BSE_2016 } from './bse-2016.ts';
import { BSE_2017 } from './bse-2017.ts';
import { BSE_2018 } from './bse-2018.ts';
import { BSE_2019 } from './bse-2019.ts';
import { BSE_2020 } from './bse-2020.ts';
import { BSE_2021 } from './bse-2021.ts';
import { BSE_2022 } from './bse-2022.ts';
import { BSE_2023 } from './bse-2023.ts';
import { BSE_2024 } from './bse-2024.ts';
import { BSE_2025 } from './bse-2025.ts';
import { BSE_2026 } from './bse-2026.ts';
import { MCX_2015 } from './mcx-2015.ts';
import { MCX_2016 } from './mcx-2016.ts';
import { MCX_2017 } from './mcx-2017.ts';
import { MCX_2018 } from './mcx-2018.ts';
import { MCX_2019 } from './mcx-2019.ts';
import { MCX_2020 } from './mcx-2020.ts';
import { MCX_2021 } from './mcx-2021.ts';
import { MCX_2022 } from './mcx-2022.ts';
import { MCX_2023 } from './mcx-2023.ts';
import { MCX_2024 } from './mcx-2024.ts';
import { MCX_2025 } from './mcx-2025.ts';
import { MCX_2026 } from './mcx-2026.ts';
import { NSE_2015 } from './nse-2015.ts';
import { NSE_2016 } from './nse-2016.ts';
import { NSE_2017 } from './nse-2017.ts';
import { NSE_2018 } from './nse-2018.ts';
import { NSE_2019 } from './nse-2019.ts';
import { NSE_2020 } from './nse-2020.ts';
import { NSE_2021 } from './nse-2021.ts';
import { NSE_2022 } from './nse-2022.ts';
import { NSE_2023 } from './nse-2023.ts';
import { NSE_2024 } from './nse-2024.ts';
import { NSE_2025 } from './nse-2025.ts';
import { NSE_2026 } from './nse-2026.ts';

/** Exchanges that publish a calendar of their own. */
export type CalendarExchange = 'NSE' | 'BSE' | 'MCX';

/** The published years, as tables (see `day-table.ts`). An exchange publishes a year in December before it. */
export const PUBLISHED_YEARS: Readonly<Record<CalendarExchange, Readonly<Record<number, string>>>> = {
  NSE: {
    2015: NSE_2015,
    2016: NSE_2016,
    2017: NSE_2017,
    2018: NSE_2018,
    2019: NSE_2019,
    2020: NSE_2020,
    2021: NSE_2021,
    2022: NSE_2022,
    2023: NSE_2023,
    2024: NSE_2024,
    2025: NSE_2025,
    2026: NSE_2026,
  },
  BSE: {
    2015: BSE_2015,
    2016: BSE_2016,
    2017: BSE_2017,
    2018: BSE_2018,
    2019: BSE_2019,
    2020: BSE_2020,
    2021: BSE_2021,
    2022: BSE_2022,
    2023: BSE_2023,
    2024: BSE_2024,
    2025: BSE_2025,
    2026: BSE_2026,
  },
  MCX: {
    2015: MCX_2015,
    2016: MCX_2016,
    2017: MCX_2017,
    2018: MCX_2018,
    2019: MCX_2019,
    2020: MCX_2020,
    2021: MCX_2021,
    2022: MCX_2022,
    2023: MCX_2023,
    2024: MCX_2024,
    2025: MCX_2025,
    2026: MCX_2026,
  },
};
