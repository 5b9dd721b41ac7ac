import * as z from 'zod';
import { requirementOf } from '../../../shared/audit/authority.ts';
import { versionOf } from '../../../shared/audit/change.ts';
import { appendPending } from '../../../shared/auth/append-pending.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { timestamp } from '../../../shared/events/data/fields.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';

import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { originFields } from '../../../shared/http/origin.ts';
import type { Caller } from '../../../shared/http/request.ts';
import type { CallContext } from '../../../shared/http/route.ts';
import { sessionRefusal } from '../../../shared/http/session-refusal.ts';
import { CODE_REFUSALS, code, takeCode } from './check-code.ts';
import { enrolledFactor, factorOf } from './factor.ts';
import { type CredentialServices, sessionRoute } from './services.ts';

/** How long a session stays stepped up after one code. */
const FRESH_MS = 5 * 60_000;

type Cause = CallContext & { readonly caller: Caller };

const steppedUpEvent = ({ caller, now, correlationId, origin, newId }: Cause, until: string) => {
  const ts = new Date(now).toISOString();
  const event: EventOf<'operator_action'> = createEvent(
    SHARED_TOPICS.operatorActions,
    'operator_action',
    {
      action: 'stepped_up',
      subject: caller.userId,
      broker: 'zerodha',
      actor: { user_id: caller.userId, session_id: caller.sessionId, ...originFields(origin) },
      changes: [{ field: 'stepped_up_until', after: JSON.stringify(until) }],
      timestamp: ts,
    },
    { id: newId(), ts, source: 'credentials-api' },
  );
  return { ...event, correlation_id: correlationId };
};

/** Encrypts the secret with the newest key again, so that older keys can be removed. */
const renew = async (
  secret: string,
  { caller, now }: Cause,
  { items, secrets }: CredentialServices,
): Promise<void> => {
  const { item, secret: sealed } = await enrolledFactor(caller.userId, { items });
  if (!(await secrets.isOld(sealed))) return;
  const next = { ...item, secret: await secrets.seal(secret, caller.userId), version: versionOf(item) + 1 };
  await items.put(factorOf(caller.userId).table, next, item, requirementOf(caller, now));
};

export const stepUp = sessionRoute({
  operation: 'stepUp',
  method: 'POST',
  path: '/auth/step-up',
  tag: 'Auth',
  summary: 'Step up a session',
  description:
    'Verifies a second-factor code. For five minutes the session may loosen live controls: clear or enable a strategy that trades live, release the kill switch or the daily loss of the live broker, raise its limits, and create a stop credential. A code works once. At most five attempts are allowed in 15 minutes.',
  body: z.strictObject({ code }),
  reply: z.strictObject({
    stepped_up_until: timestamp.describe('End of the period in which this session may loosen live controls'),
  }),
  problems: ['STEP_UP_REQUIRED', 'CODE_REFUSED', 'RATE_LIMITED'],
  refusals: CODE_REFUSALS,
  writes: true,
  async handle(call, services) {
    const { userId, sessionId } = call.caller;
    const { secret: sealed } = await enrolledFactor(userId, services);
    const secret = await services.secrets.open(sealed, userId);
    await takeCode({ userId, code: call.body.code, secret, now: call.now }, services);
    const until = new Date(call.now + FRESH_MS).toISOString();
    const event = steppedUpEvent(call, until);
    const left: { event?: EventOf<'operator_action'> | undefined } = {};
    const saved = await services.sessions.change(userId, (found) => {
      if (found.kind !== 'session') return undefined;
      const { seal: _, version: __, ...kept } = found.session;
      if (kept.session_id !== sessionId || kept.state !== 'active') return undefined;
      const { pending_events, left: unsaved } = appendPending(kept.pending_events, event);
      left.event = unsaved;
      return { ...kept, stepped_up_until: until, pending_events };
    });
    if (saved === undefined) throw sessionRefusal('gone');
    await renew(secret, call, services);
    await services.trail.publishPending(saved);
    if (left.event !== undefined) await services.trail.publish(left.event);
    return { body: { stepped_up_until: until } };
  },
});
