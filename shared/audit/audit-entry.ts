import type { Caller } from '../http/request.ts';
import type { Call } from '../http/route.ts';
import type { AuditEntry } from './change.ts';

/** What somebody does by calling a route. */
export const auditEntryOf = (
  {
    caller,
    correlationId,
    now,
    origin,
  }: Pick<Call<unknown, unknown, unknown>, 'correlationId' | 'now' | 'origin'> & { readonly caller: Caller },
  what: Pick<AuditEntry, 'action' | 'subject' | 'broker' | 'reason' | 'tells' | 'loosens'>,
): AuditEntry => ({
  ...what,
  authority: { userId: caller.userId, sessionId: caller.sessionId },
  origin,
  at: now,
  correlationId,
});

/** Who changed an item last, and when, as the item says it. */
export const signedBy = ({ caller, now }: { readonly caller: Caller; readonly now: number }) => ({
  by: caller.userId,
  at: new Date(now).toISOString(),
});
