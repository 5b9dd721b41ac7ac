import { refusalOf, requirementOf } from '../../../shared/audit/authority.ts';
import { versionOf } from '../../../shared/audit/change.ts';
import type { VersionedItems } from '../../../shared/audit/versioned-items.ts';
import type { Caller } from '../../../shared/http/request.ts';
import type { CallContext } from '../../../shared/http/route.ts';
import { redriveRequestsOf } from '../../../shared/ports/tables.ts';

/** The store of redrive requests. */
export type RedriveRequests = Pick<VersionedItems, 'get' | 'put'>;

type Request = Pick<CallContext, 'correlationId' | 'now'> & { readonly caller: Caller };

interface Asked {
  readonly topic: string;
  readonly deadLetterIds: readonly string[];
  readonly reason: string;
}

const SECONDS_KEPT = 90 * 24 * 60 * 60;

/**
 * Records a request in one transaction with a check of the caller's session. A recorded request was made before the
 * session ended, so its commands may follow later. An ended session cannot request a redrive.
 * @throws ProblemError `SESSION_NOT_FOUND`, `SESSION_EXPIRED`
 * @throws TransientError when the table cannot be written
 */
export const recordRequest = async (
  requests: RedriveRequests,
  { topic, deadLetterIds, reason }: Asked,
  { caller, correlationId, now }: Request,
): Promise<void> => {
  const key = { topic: redriveRequestsOf(topic), dead_letter_id: correlationId };
  const before = await requests.get('dead-letters', key);
  const next = {
    ...key,
    dead_letter_ids: [...deadLetterIds],
    reason,
    asked_by: caller.userId,
    asked_at: new Date(now).toISOString(),
    version: versionOf(before) + 1,
    expires_at: Math.ceil(now / 1_000) + SECONDS_KEPT,
  };
  const result = await requests.put('dead-letters', next, before, requirementOf(caller, now));
  // A lost race means that the same request is already recorded, with a valid session.
  if (!result.saved && result.unmet !== undefined) throw refusalOf(caller, result.unmet.item, now);
};
