import { limitsBody, limitsView } from './limits-view.ts';
import { addressOf, brokerPath, sessionRoute } from './services.ts';

export const getLimits = sessionRoute({
  operation: 'getLimits',
  method: 'GET',
  path: '/risk/{broker}/limits',
  tag: 'Risk',
  summary: 'Get the risk limits',
  params: brokerPath,
  reply: limitsBody,
  async handle({ params: { broker } }, { audited, ceilings }) {
    const { item, version } = await audited.read(addressOf(broker, 'limits'));
    return { body: limitsView(broker, item, ceilings), version };
  },
});
