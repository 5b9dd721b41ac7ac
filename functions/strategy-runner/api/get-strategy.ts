import { namedContractsIn, unresolvedIn } from '../../../shared/market/named-contracts.ts';
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
  async handle({ params: { strategy_id }, now }, services) {
    const all = await allStrategies(services);
    const item = itemOf(all, strategy_id);
    const body = strategyView(item, all);
    const unresolved = await unresolvedIn(namedContractsIn(item), services.master, now);
    return {
      body: { ...body, ...(unresolved.length > 0 && { unresolved }) },
      version: body.version,
    };
  },
});
