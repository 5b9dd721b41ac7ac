import type { Route } from '../../../shared/http/route.ts';
import { getPortfolio } from './get-portfolio.ts';
import { listPnl } from './list-pnl.ts';
import { listPositions } from './list-positions.ts';
import type { PortfolioServices } from './services.ts';

export const portfolioRoutes: readonly Route<PortfolioServices>[] = [getPortfolio, listPositions, listPnl];
