import { authRoutes } from '../../functions/auth/api/routes.ts';
import { credentialsRoutes } from '../../functions/credentials/api/routes.ts';
import { deadLettersRoutes } from '../../functions/dead-letters/api/routes.ts';
import { healthRoutes } from '../../functions/health/api/routes.ts';
import { historyRoutes } from '../../functions/history/api/routes.ts';
import { instrumentsRoutes } from '../../functions/instruments/api/routes.ts';
import { journalRoutes } from '../../functions/journal/api/routes.ts';
import { portfolioRoutes } from '../../functions/portfolio-manager/api/routes.ts';
import { riskManagerRoutes } from '../../functions/risk-manager/api/routes.ts';
import { strategyRunnerRoutes } from '../../functions/strategy-runner/api/routes.ts';
import type { Route } from '../../shared/http/route.ts';

/** The routes of one API function. */
export interface RouteGroup {
  /** The function's name. */
  readonly name: string;
  /** Folder under `functions/`. */
  readonly folder: string;
  readonly routes: readonly Route<never>[];
}

/** All routes by function. Deployment, documentation and tests use this list. */
export const API_ROUTES: readonly RouteGroup[] = [
  { name: 'auth-api', folder: 'auth', routes: authRoutes },
  { name: 'credentials-api', folder: 'credentials', routes: credentialsRoutes },
  { name: 'health-api', folder: 'health', routes: healthRoutes },
  { name: 'portfolio-api', folder: 'portfolio-manager', routes: portfolioRoutes },
  { name: 'journal-api', folder: 'journal', routes: journalRoutes },
  { name: 'instruments-api', folder: 'instruments', routes: instrumentsRoutes },
  { name: 'history-api', folder: 'history', routes: historyRoutes },
  { name: 'strategies-api', folder: 'strategy-runner', routes: strategyRunnerRoutes },
  { name: 'risk-api', folder: 'risk-manager', routes: riskManagerRoutes },
  { name: 'dead-letters-api', folder: 'dead-letters', routes: deadLettersRoutes },
];
