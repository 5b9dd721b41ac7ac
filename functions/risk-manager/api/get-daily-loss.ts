import { dailyLossBody, readDailyLoss } from './daily-loss-view.ts';
import { brokerPath, sessionRoute } from './services.ts';

export const getDailyLoss = sessionRoute({
  operation: 'getDailyLoss',
  method: 'GET',
  path: '/risk/{broker}/daily-loss',
  tag: 'Risk',
  summary: "Whether an account's daily loss is latched, and by what name",
  params: brokerPath,
  reply: dailyLossBody,
  handle: async ({ params: { broker } }, services) => ({ body: await readDailyLoss(services, broker) }),
});
