import type { Caller } from '../http/request.ts';
import type { CallContext } from '../http/route.ts';
import type { AuditEntry } from './change.ts';

/** The audit entry of a call. */
export const auditEntryOf = (
  { caller, correlationId, now, origin }: Omit<CallContext, 'newId'> & { readonly caller: Caller },
  details: Pick<AuditEntry, 'action' | 'subject' | 'broker' | 'reason' | 'tells' | 'loosens'>,
): AuditEntry => ({
  ...details,
  authority: { userId: caller.userId, sessionId: caller.sessionId },
  origin,
  at: now,
  correlationId,
});

/** The attributes that record user and time of an item's last change. */
export const signedBy = ({ caller, now }: { readonly caller: Caller; readonly now: number }) => ({
  by: caller.userId,
  at: new Date(now).toISOString(),
});
