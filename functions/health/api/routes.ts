import type { Route } from '../../../shared/http/route.ts';
import { getHealth } from './get-health.ts';
import { getOpenApi } from './get-open-api.ts';
import { getReadiness } from './get-readiness.ts';
import type { HealthServices } from './services.ts';

export const healthRoutes: readonly Route<HealthServices>[] = [getHealth, getReadiness, getOpenApi];
