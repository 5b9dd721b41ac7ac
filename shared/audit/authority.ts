import { accountId } from '../auth/current-session.ts';
import type { TableName } from '../dynamo/tables.ts';
import type { OperatorAction } from '../events/types.ts';
import { type Origin, toldOrigin } from '../http/origin.ts';
import type { ProblemError } from '../http/problems.ts';
import { sessionRefusal } from '../http/session-refusal.ts';
import type { Item } from '../kernel/stage.ts';

/** In whose right a change is made: a login that holds at the moment of the change. */
export interface Authority {
  readonly userId: string;
  readonly sessionId: string;
}

/** What has to be true of one item in the moment in which another one is written. */
export interface Requirement {
  readonly table: TableName;
  readonly key: Item;
  /** Attributes that have to have these values. */
  readonly equal: Readonly<Record<string, string>>;
  /** Attributes, ISO 8601 in UTC with milliseconds, that have to be later than these. */
  readonly later: Readonly<Record<string, string>>;
}

export const actorOf = ({ userId, sessionId }: Authority, origin: Origin): OperatorAction['actor'] => ({
  user_id: userId,
  session_id: sessionId,
  ...toldOrigin(origin),
});

/** @param at Epoch milliseconds. */
export const requirementOf = ({ userId, sessionId }: Authority, at: number): Requirement => ({
  table: 'sessions',
  key: { account_id: accountId(userId) },
  equal: { session_id: sessionId, state: 'active' },
  later: { expires_at: new Date(at).toISOString() },
});

/** Whether an item is as it has to be; none is not. */
export const isMet = ({ equal, later }: Requirement, item: Item | undefined): boolean =>
  item !== undefined &&
  Object.entries(equal).every(([name, value]) => item[name] === value) &&
  Object.entries(later).every(([name, value]) => typeof item[name] === 'string' && item[name] > value);

/** Why a change is refused. @param item The session as it stands; undefined where there is none. */
export const refusalOf = ({ sessionId }: Authority, item: Item | undefined): ProblemError =>
  sessionRefusal(item?.session_id === sessionId && item.state === 'active' ? 'expired' : 'gone');
