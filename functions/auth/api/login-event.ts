import { createEvent } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { OperatorAction } from '../../../shared/events/types.ts';
import { originFields } from '../../../shared/http/origin.ts';
import type { CallContext } from '../../../shared/http/route.ts';

/** The source of login events. */
const LOGIN_SOURCE = 'auth-api';

interface LoginEntry {
  readonly action: 'session_started' | 'session_ended' | 'login_refused' | 'session_tampered';
  readonly userId: string;
  readonly sessionId?: Uuid;
  readonly reason: string;
  readonly changes?: OperatorAction['changes'];
}

/** An audit event of a login or logout. It contains no token. */
export const loginEvent = (
  { action, userId, sessionId, reason, changes = [] }: LoginEntry,
  cause: CallContext,
): EventOf<'operator_action'> => {
  const ts = new Date(cause.now).toISOString();
  const event = createEvent(
    SHARED_TOPICS.operatorActions,
    'operator_action',
    {
      action,
      subject: userId,
      broker: 'zerodha',
      actor: {
        user_id: userId,
        ...(sessionId !== undefined && { session_id: sessionId }),
        ...originFields(cause.origin),
      },
      reason,
      changes: [...changes],
      timestamp: ts,
    },
    { id: cause.newId(), ts, source: LOGIN_SOURCE },
  );
  return { ...event, correlation_id: cause.correlationId };
};
