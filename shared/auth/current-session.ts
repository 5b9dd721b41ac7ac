import * as z from 'zod';
import { timestamp, uuid } from '../events/data/fields.ts';
import type { TableReader } from '../ports/table-reader.ts';

/** Key of the sessions table: one item per account, so that a login replaces the previous session in one write. */
export const accountId = (userId: string): string => `zerodha#${userId}`;

/** The attributes that decide whether a session is valid. `session-item.ts` has all attributes. */
const validity = z.object({
  session_id: uuid,
  user_id: z.string(),
  state: z.enum(['active', 'ended']),
  expires_at: timestamp,
});

/** A session that was not ended. It may have expired. */
export interface ActiveSession {
  readonly userId: string;
  readonly sessionId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The account's session by a consistent read; undefined if missing, ended or malformed. */
export const findActiveSession = async (
  tables: Pick<TableReader, 'get'>,
  userId: string,
): Promise<ActiveSession | undefined> => {
  const item = await tables.get('sessions', { account_id: accountId(userId) });
  const session = validity.safeParse(item).data;
  if (session?.state !== 'active' || session.user_id !== userId) return undefined;
  return { userId, sessionId: session.session_id, expiresAt: Date.parse(session.expires_at) };
};

/** Status of a session: valid, expired, or ended or replaced. */
type SessionStatus = 'current' | 'expired' | 'gone';

export interface SessionChecks {
  statusOf(
    session: { readonly userId: string; readonly sessionId: string },
    now: number,
  ): Promise<SessionStatus>;
}

/** Uses a consistent read, so that a session that was just ended or replaced is refused. */
export const sessionChecks = (tables: TableReader): SessionChecks => ({
  async statusOf({ userId, sessionId }, now) {
    const session = await findActiveSession(tables, userId);
    if (session?.sessionId !== sessionId) return 'gone';
    return now < session.expiresAt ? 'current' : 'expired';
  },
});
