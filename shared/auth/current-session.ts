import * as z from 'zod';
import { timestamp, uuid } from '../events/data/fields.ts';
import type { TableReader } from '../ports/table-reader.ts';

/** Key of a login in the sessions table: one per account, so a second login replaces the first in one write. */
export const accountId = (userId: string): string => `zerodha#${userId}`;

/** What of a session's item says whether it holds. The rest is in `session-item.ts`. */
const validity = z.object({
  session_id: uuid,
  user_id: z.string(),
  state: z.enum(['active', 'ended']),
  expires_at: timestamp,
});

/** A login that was not ended. Whether it is over by now is for the caller to see. */
export interface ActiveSession {
  readonly userId: string;
  readonly sessionId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The account's login in the table, read afresh; undefined where there is none, it was ended, or it is malformed. */
export const findActiveSession = async (
  tables: Pick<TableReader, 'get'>,
  userId: string,
): Promise<ActiveSession | undefined> => {
  const item = await tables.get('sessions', { account_id: accountId(userId) });
  const session = validity.safeParse(item).data;
  if (session?.state !== 'active' || session.user_id !== userId) return undefined;
  return { userId, sessionId: session.session_id, expiresAt: Date.parse(session.expires_at) };
};

/** What has become of a login that somebody was let in with: it holds, it is over, or it was ended or replaced. */
type Standing = 'current' | 'expired' | 'gone';

export interface SessionChecks {
  standingOf(login: { readonly userId: string; readonly sessionId: string }, now: number): Promise<Standing>;
}

/** Reads the table afresh, consistently: a session that was ended or replaced a moment ago does not pass. */
export const sessionChecks = (tables: TableReader): SessionChecks => ({
  async standingOf({ userId, sessionId }, now) {
    const session = await findActiveSession(tables, userId);
    if (session?.sessionId !== sessionId) return 'gone';
    return now < session.expiresAt ? 'current' : 'expired';
  },
});
