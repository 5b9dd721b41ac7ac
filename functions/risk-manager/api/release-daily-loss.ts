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
      : `the current latch of ${broker} is ${latch_id}: review it and send its id`,
  );
};

export const releaseDailyLoss = sessionRoute({
  operation: 'releaseDailyLoss',
  method: 'POST',
  path: '/risk/{broker}/daily-loss/release',
  tag: 'Risk',
  summary: 'Release the daily loss',
  description:
    'Lets an account trade again after its daily loss. The request names the latch, so that a user releases only a ' +
    'loss they have seen. The latch_id is in GET /risk/{broker}/daily-loss and in the check of every signal that ' +
    'was rejected for it. The loss counts from zero at the next signal: the account may lose the limit once more.',
  params: brokerPath,
  body: z.strictObject({
    latch_id: z.string().min(1).max(64).describe('Id of the current latch'),
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
