import type { Route } from '../../../shared/http/route.ts';
import { getCandles } from './get-candles.ts';
import type { HistoryServices } from './services.ts';

export const historyRoutes: readonly Route<HistoryServices>[] = [getCandles];
