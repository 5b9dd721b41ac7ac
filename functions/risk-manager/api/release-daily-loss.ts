import * as z from 'zod';
import { deedOf, signedBy } from '../../../shared/audit/deed.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { timestamp } from '../../../shared/events/data/fields.ts';
import { reason } from '../../../shared/http/reason.ts';
import { addressOf, brokerPath, sessionRoute } from './services.ts';

export const releaseDailyLoss = sessionRoute({
  operation: 'releaseDailyLoss',
  method: 'POST',
  path: '/risk/{broker}/daily-loss/release',
  tag: 'Risk',
  summary: 'Let an account trade again after its daily loss',
  description:
    'Ends a MAX_DAILY_LOSS that was latched before now. The loss is measured anew from here: the account may lose ' +
    'the limit once more.',
  params: brokerPath,
  body: z.strictObject({ reason }),
  reply: z.strictObject({
    broker: z.enum(BROKERS),
    released_at: timestamp,
    reason: z.string(),
    by: z.string().describe('User id'),
    version: z.int(),
  }),
  problems: ['STEP_UP_REQUIRED'],
  who: 'broker_owner',
  writes: true,
  async handle(call, { audited }) {
    const { broker } = call.params;
    const { by, at } = signedBy(call);
    const { reason: why } = call.body;
    const { version } = await audited.change(
      addressOf(broker, 'daily_loss_release'),
      deedOf(call, {
        action: 'daily_loss_released',
        subject: broker,
        broker,
        reason: why,
        tells: ['released_at'],
        loosens: () => broker === 'zerodha',
      }),
      'any',
      () => ({ released_at: at, reason: why, by, at }),
    );
    return { body: { broker, released_at: at, reason: why, by, version }, version };
  },
});
