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
      'Engaged: every order that does not only reduce a position is rejected. The live account is, until a person releases it',
    ),
  reason: z
    .string()
    .describe('Why it is as it is; where a control of the account is malformed, what is wrong with it'),
  by: z.string().nullable().describe('User id of who changed it last'),
  at: z.string().nullable().describe('When, ISO 8601 UTC'),
  version: z.int().describe('What If-Match has to name; 0 where it has never been changed'),
});

/** The kill switch as risk and the engines take it: a malformed control, whichever it is, engages it too. */
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
