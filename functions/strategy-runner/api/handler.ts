import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { auditedBy } from '../../../shared/lambda/audited.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import { currentIndex } from '../../../shared/market/search/instrument-index.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import { strategyRunnerRoutes } from './routes.ts';

export const handler = apiHandler('strategies-api', strategyRunnerRoutes, (dependencies) => {
  const { tables, logger } = dependencies;
  const master = masterReader(tables, systemClock, undefined, (table, key, problem) =>
    logger.warn('malformed item skipped', { table, key, problem }),
  );
  return {
    tables,
    master,
    indexNow: currentIndex(master),
    hasLiveBroker: dependencies.settings.BROKERS.includes('zerodha'),
    audited: auditedBy('strategies-api', dependencies),
  };
});
