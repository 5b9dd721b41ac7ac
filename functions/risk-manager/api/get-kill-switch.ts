import { killSwitchBody, killSwitchView } from './kill-switch-view.ts';
import { brokerPath, controlsOf, sessionRoute } from './services.ts';

export const getKillSwitch = sessionRoute({
  operation: 'getKillSwitch',
  method: 'GET',
  path: '/risk/{broker}/kill-switch',
  tag: 'Risk',
  summary: 'Get the kill switch',
  params: brokerPath,
  reply: killSwitchBody,
  async handle({ params: { broker } }, services) {
    const body = killSwitchView(broker, await controlsOf(services, broker));
    return { body, version: body.version };
  },
});
