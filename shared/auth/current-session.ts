import * as z from 'zod';
import { timestamp, uuid } from '../events/data/fields.ts';
import type { TableReader } from '../kernel/ports.ts';

/** Key of a login in the sessions table: one per account, so a second login replaces the first in one write. */
export const accountId = (userId: string): string => `zerodha#${userId}`;

/** What of a session's item says whether it holds. The rest is in `session-item.ts`. */
const validity = z.object({
  session_id: uuid,
  user_id: z.string(),
  state: z.enum(['active', 'ended']),
  expires_at: timestamp,
});

/** Whether a login that somebody was let in with still is the account's login now. */
export interface SessionChecks {
  isCurrent(login: { readonly userId: string; readonly sessionId: string }, now: number): Promise<boolean>;
}

/** Reads the table afresh, consistently: a session that was ended or replaced a moment ago does not pass. */
export const sessionChecks = (tables: TableReader): SessionChecks => ({
  async isCurrent({ userId, sessionId }, now) {
    const item = await tables.get('sessions', { account_id: accountId(userId) });
    const session = validity.safeParse(item).data;
    return (
      session !== undefined &&
      session.state === 'active' &&
      session.user_id === userId &&
      session.session_id === sessionId &&
      now < Date.parse(session.expires_at)
    );
  },
});
