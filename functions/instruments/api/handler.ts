import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import { currentIndex } from '../../../shared/market/search/instrument-index.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import { instrumentsRoutes } from './routes.ts';

export const handler = apiHandler('instruments-api', instrumentsRoutes, ({ tables, logger }) => {
  const master = masterReader(tables, systemClock, undefined, (table, key, problem) =>
    logger.warn('malformed item skipped', { table, key, problem }),
  );
  return { master, indexNow: currentIndex(master) };
});
