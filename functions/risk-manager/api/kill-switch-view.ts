import * as z from 'zod';
import { versionOf } from '../../../shared/audit/change.ts';
import { readControls } from '../../../shared/controls/controls.ts';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { textIn } from './services.ts';

export const killSwitchBody = z.strictObject({
  broker: z.enum(BROKERS),
  engaged: z
    .boolean()
    .describe(
      'Whether every order is rejected that does not only reduce a position. The switch of the live account is engaged until a user releases it',
    ),
  reason: z
    .string()
    .describe('Reason of the last change; if a control of the account is malformed, its problem'),
  by: z.string().nullable().describe('User id of the last change'),
  at: z.string().nullable().describe('Time of the last change, ISO 8601 UTC'),
  version: z.int().describe('Version for If-Match; 0 if it was never changed'),
});

/** The kill switch as risk and the engines read it. Any malformed control engages it. */
export const killSwitchView = (broker: Broker, controls: readonly Item[]): z.infer<typeof killSwitchBody> => {
  const item = controls.find(({ control }) => control === 'kill_switch');
  const { engaged, reason } = readControls(broker, controls).killSwitch;
  return {
    broker,
    engaged,
    reason: engaged ? reason : (textIn(item, 'reason') ?? reason),
    by: textIn(item, 'by'),
    at: textIn(item, 'at'),
    version: versionOf(item),
  };
};
