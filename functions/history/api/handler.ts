import { dynamoRequestCounter } from '../../../shared/dynamo/request-counter.ts';
import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { systemClock as clock } from '../../../shared/ports/clock.ts';
import { deployedCandles } from '../adapters/deployed-candles.ts';
import { historyRoutes } from './routes.ts';

export const handler = apiHandler(
  'history-api',
  historyRoutes,
  ({ client, tables, settings, environment }) => ({
    counter: dynamoRequestCounter(client, settings.TABLE_PREFIX),
    candles: deployedCandles({ tables, settings, environment, clock }),
  }),
);
