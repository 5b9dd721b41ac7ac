import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { readControl, readControls } from '../../../shared/controls/controls.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import { reason } from '../../../shared/http/reason.ts';
import { valueIn } from '../../../shared/parsed.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { killSwitchBody, killSwitchView } from './kill-switch-view.ts';
import { addressOf, brokerPath, controlsOf, sessionRoute } from './services.ts';

const isReleased = (broker: Broker, item: Item | undefined): boolean => {
  if (item === undefined) return !readControls(broker, []).killSwitch.engaged;
  const control = valueIn(readControl(item));
  return control?.control === 'kill_switch' && !control.engaged;
};

export const releaseKillSwitch = sessionRoute({
  operation: 'releaseKillSwitch',
  method: 'POST',
  path: '/risk/{broker}/kill-switch/release',
  tag: 'Risk',
  summary: 'Release the kill switch',
  description:
    'Lets an account trade again. If-Match names the version that the user saw, so that a release cannot undo a ' +
    'later engagement. Version 0 is the untouched switch of the live account, which is engaged. The response still ' +
    'shows engaged if another control of the account is malformed.',
  params: brokerPath,
  body: z.strictObject({ reason }),
  ifMatch: 'required',
  reply: killSwitchBody,
  problems: ['STEP_UP_REQUIRED', 'VERSION_MISMATCH', 'VERSION_REQUIRED'],
  who: 'broker_owner',
  writes: true,
  async handle(call, services) {
    const { broker } = call.params;
    const others = (await controlsOf(services, broker)).filter(({ control }) => control !== 'kill_switch');
    const { item, version } = await services.audited.change(
      addressOf(broker, 'kill_switch'),
      auditEntryOf(call, {
        action: 'kill_switch_released',
        subject: broker,
        broker,
        reason: call.body.reason,
        tells: ['engaged'],
        loosens: () => broker === 'zerodha',
      }),
      call.version ?? 0,
      (before) =>
        isReleased(broker, before)
          ? undefined
          : { engaged: false, reason: call.body.reason, ...signedBy(call) },
    );
    return { body: killSwitchView(broker, item === undefined ? others : [...others, item]), version };
  },
});
