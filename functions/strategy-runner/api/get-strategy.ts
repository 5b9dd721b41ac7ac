import { allStrategies, itemOf, sessionRoute, strategyPath } from './services.ts';
import { strategyBody, strategyView } from './strategy-view.ts';

export const getStrategy = sessionRoute({
  operation: 'getStrategy',
  method: 'GET',
  path: '/strategies/{strategy_id}',
  tag: 'Strategies',
  summary: 'Get a strategy',
  params: strategyPath,
  reply: strategyBody,
  problems: ['NOT_FOUND'],
  async handle({ params: { strategy_id } }, services) {
    const all = await allStrategies(services);
    const body = strategyView(itemOf(all, strategy_id), all);
    return { body, version: body.version };
  },
});
