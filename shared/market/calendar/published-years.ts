import { BSE_2021 } from './bse-2021.ts';
import { BSE_2022 } from './bse-2022.ts';
import { BSE_2023 } from './bse-2023.ts';
import { BSE_2024 } from './bse-2024.ts';
import { BSE_2025 } from './bse-2025.ts';
import { BSE_2026 } from './bse-2026.ts';
import { MCX_2021 } from './mcx-2021.ts';
import { MCX_2022 } from './mcx-2022.ts';
import { MCX_2023 } from './mcx-2023.ts';
import { MCX_2024 } from './mcx-2024.ts';
import { MCX_2025 } from './mcx-2025.ts';
import { MCX_2026 } from './mcx-2026.ts';
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
    2021: NSE_2021,
    2022: NSE_2022,
    2023: NSE_2023,
    2024: NSE_2024,
    2025: NSE_2025,
    2026: NSE_2026,
  },
  BSE: {
    2021: BSE_2021,
    2022: BSE_2022,
    2023: BSE_2023,
    2024: BSE_2024,
    2025: BSE_2025,
    2026: BSE_2026,
  },
  MCX: {
    2021: MCX_2021,
    2022: MCX_2022,
    2023: MCX_2023,
    2024: MCX_2024,
    2025: MCX_2025,
    2026: MCX_2026,
  },
};
