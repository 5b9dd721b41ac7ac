import { accountId } from '../auth/current-session.ts';
import { stopCredentialKey } from '../auth/stop-credential.ts';
import type { OperatorAction } from '../events/types.ts';
import { type Origin, originFields } from '../http/origin.ts';
import { sessionRefusal } from '../http/session-refusal.ts';
import type { Item } from '../ports/item.ts';
import { ProblemError } from '../ports/problems.ts';
import type { TableName } from '../ports/tables.ts';

/** The authority for a change: a session that is valid at the time of the write, or a stop credential. */
export type Authority =
  | { readonly userId: string; readonly sessionId: string }
  | { readonly userId: string; readonly credentialId: string };

/** A process of the service. It may write what its role allows, and needs no login. */
export interface ProcessAuthority {
  /** The function's name, which the audit trail shows as the user. */
  readonly process: string;
}

/** A condition on one item, checked in the transaction that writes another one. */
export interface Requirement {
  readonly table: TableName;
  readonly key: Item;
  /** Required attribute values. */
  readonly equal: Readonly<Record<string, string>>;
  /** Times, ISO 8601 in UTC with milliseconds, that attributes must exceed. */
  readonly later: Readonly<Record<string, string>>;
}

const credentialOf = (authority: Authority) =>
  'sessionId' in authority ? { session_id: authority.sessionId } : { credential_id: authority.credentialId };

export const actorOf = (authority: Authority | ProcessAuthority, origin: Origin): OperatorAction['actor'] =>
  'process' in authority
    ? { user_id: authority.process }
    : { user_id: authority.userId, ...credentialOf(authority), ...originFields(origin) };

/**
 * @param at Epoch milliseconds.
 * @param isSteppedUp Whether the session must be stepped up.
 */
export const requirementOf = (authority: Authority, at: number, isSteppedUp = false): Requirement => {
  const now = new Date(at).toISOString();
  if ('credentialId' in authority) {
    return {
      table: 'credentials',
      key: stopCredentialKey(authority.userId, authority.credentialId),
      equal: { state: 'active' },
      later: {},
    };
  }
  return {
    table: 'sessions',
    key: { account_id: accountId(authority.userId) },
    equal: { session_id: authority.sessionId, state: 'active' },
    later: { expires_at: now, ...(isSteppedUp && { stepped_up_until: now }) },
  };
};

/** Whether an item fulfils a requirement. No item fulfils none. */
export const isMet = ({ equal, later }: Requirement, item: Item | undefined): boolean =>
  item !== undefined &&
  Object.entries(equal).every(([name, value]) => item[name] === value) &&
  Object.entries(later).every(([name, value]) => typeof item[name] === 'string' && item[name] > value);

/**
 * The problem of a change whose requirement is not met.
 * @param item The current session or credential.
 * @param at Epoch milliseconds.
 */
export const refusalOf = (authority: Authority, item: Item | undefined, at: number): ProblemError => {
  if ('credentialId' in authority) {
    return new ProblemError('STOP_TOKEN_REFUSED', 'the token is unknown to this deployment or was revoked');
  }
  if (item?.session_id !== authority.sessionId || item.state !== 'active') return sessionRefusal('gone');
  if (!isMet(requirementOf(authority, at), item)) return sessionRefusal('expired');
  return new ProblemError(
    'STEP_UP_REQUIRED',
    'this loosens a live control: send a code of your authenticator to POST /auth/step-up, then repeat the request within five minutes',
  );
};
