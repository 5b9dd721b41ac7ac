import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { timestamp } from '../../../shared/events/data/fields.ts';
import { reason } from '../../../shared/http/reason.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { type dailyLossBody, readDailyLoss } from './daily-loss-view.ts';
import { addressOf, brokerPath, sessionRoute } from './services.ts';

const refuseOther = (named: string, { broker, latch_id }: z.infer<typeof dailyLossBody>): void => {
  if (latch_id === named) return;
  throw new ProblemError(
    'LATCH_MISMATCH',
    latch_id === null
      ? `no daily loss of ${broker} is latched`
      : `the latch of ${broker} that stands is ${latch_id}: look at it, and name it`,
  );
};

export const releaseDailyLoss = sessionRoute({
  operation: 'releaseDailyLoss',
  method: 'POST',
  path: '/risk/{broker}/daily-loss/release',
  tag: 'Risk',
  summary: 'Let an account trade again after its daily loss',
  description:
    'Names the latch that it releases, so that nobody releases a loss that they have not seen: latch_id of GET ' +
    '/risk/{broker}/daily-loss, and of the check of every signal that is rejected for it. The loss is measured anew ' +
    'from the next signal: the account may lose the limit once more.',
  params: brokerPath,
  body: z.strictObject({
    latch_id: z.string().min(1).max(64).describe('The latch that stands'),
    reason,
  }),
  reply: z.strictObject({
    broker: z.enum(BROKERS),
    latch_id: z.string(),
    released_at: timestamp,
    reason: z.string(),
    by: z.string().describe('User id'),
    version: z.int(),
  }),
  problems: ['LATCH_MISMATCH', 'STEP_UP_REQUIRED'],
  who: 'broker_owner',
  writes: true,
  async handle(call, services) {
    const { broker } = call.params;
    const { by, at } = signedBy(call);
    const { reason: why, latch_id } = call.body;
    refuseOther(latch_id, await readDailyLoss(services, broker));
    const { version } = await services.audited.change(
      addressOf(broker, 'daily_loss_release'),
      auditEntryOf(call, {
        action: 'daily_loss_released',
        subject: broker,
        broker,
        reason: why,
        tells: ['latch_id', 'released_at'],
        loosens: () => broker === 'zerodha',
      }),
      'any',
      () => ({ latch_id, released_at: at, reason: why, by, at }),
    );
    return { body: { broker, latch_id, released_at: at, reason: why, by, version }, version };
  },
});
