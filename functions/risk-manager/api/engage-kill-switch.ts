import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { reason } from '../../../shared/http/reason.ts';
import { killSwitchBody } from './kill-switch-view.ts';
import { addressOf, brokerPath, sessionRoute } from './services.ts';

export const engageKillSwitch = sessionRoute({
  operation: 'engageKillSwitch',
  method: 'POST',
  path: '/risk/{broker}/kill-switch/engage',
  tag: 'Risk',
  summary: 'Engage the kill switch',
  description:
    'Stops trading of an account. Within a second every order is rejected with KILL_SWITCH, except orders that only ' +
    'reduce a position. The request needs no version, overrides concurrent changes, and works while Kafka is down. ' +
    'If the switch is already engaged, its reason is replaced.',
  params: brokerPath,
  body: z.strictObject({ reason }),
  reply: killSwitchBody,
  who: 'viewer',
  writes: true,
  neverLimited: true,
  async handle(call, { audited }) {
    const { broker } = call.params;
    const signed = { reason: call.body.reason, ...signedBy(call) };
    const { version } = await audited.change(
      addressOf(broker, 'kill_switch'),
      auditEntryOf(call, {
        action: 'kill_switch_engaged',
        subject: broker,
        broker,
        reason: signed.reason,
        tells: ['engaged'],
      }),
      'any',
      () => ({ engaged: true, ...signed }),
    );
    return { body: { broker, engaged: true, ...signed, version }, version };
  },
});
