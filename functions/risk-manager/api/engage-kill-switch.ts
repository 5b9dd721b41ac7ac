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
  summary: "Stop an account's trading",
  description:
    'From a second later on every order is rejected with KILL_SWITCH, but those that only reduce a position. Wins ' +
    'over whatever anybody else changes, needs no version, and works while Kafka is down. One that is engaged ' +
    'already takes the new reason.',
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
