import type { Caller } from '../http/request.ts';
import type { Call } from '../http/route.ts';
import type { Deed } from './change.ts';

/** What somebody does by calling a route. */
export const deedOf = (
  {
    caller,
    correlationId,
    now,
    origin,
  }: Pick<Call<unknown, unknown, unknown>, 'correlationId' | 'now' | 'origin'> & { readonly caller: Caller },
  what: Pick<Deed, 'action' | 'subject' | 'broker' | 'reason' | 'tells' | 'loosens'>,
): Deed => ({
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
