import { dailyLossBody, readDailyLoss } from './daily-loss-view.ts';
import { brokerPath, sessionRoute } from './services.ts';

export const getDailyLoss = sessionRoute({
  operation: 'getDailyLoss',
  method: 'GET',
  path: '/risk/{broker}/daily-loss',
  tag: 'Risk',
  summary: 'Get the daily loss',
  description: 'Returns whether the daily loss of an account is latched, and the id of the latch.',
  params: brokerPath,
  reply: dailyLossBody,
  handle: async ({ params: { broker } }, services) => ({ body: await readDailyLoss(services, broker) }),
});
