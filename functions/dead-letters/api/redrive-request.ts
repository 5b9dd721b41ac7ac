import { refusalOf, requirementOf } from '../../../shared/audit/authority.ts';
import { versionOf } from '../../../shared/audit/change.ts';
import type { VersionedItems } from '../../../shared/audit/versioned-items.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import type { Caller } from '../../../shared/http/request.ts';
import { redriveRequestsOf } from '../../../shared/ports/tables.ts';

/** Where requests are kept. */
export type RedriveRequests = Pick<VersionedItems, 'get' | 'put'>;

interface Request {
  readonly caller: Caller;
  readonly correlationId: Uuid;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Asked {
  readonly topic: string;
  readonly deadLetterIds: readonly string[];
  readonly reason: string;
}

const SECONDS_KEPT = 90 * 24 * 60 * 60;

/**
 * Writes down what is asked for, in one moment with the login that asks: what this has written was asked for before
 * that login ended, and the commands that follow are its consequence. A login that has ended asks for nothing.
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
  // Where the same request came in between, it is written down, and the login held.
  if (!result.saved && result.unmet !== undefined) throw refusalOf(caller, result.unmet.item, now);
};
