import type { TableReader } from '../ports/table-reader.ts';
import { accountId } from './current-session.ts';
import type { FoundSession } from './ports.ts';
import type { PublicKeys } from './public-keys.ts';
import { sessionItem } from './session-item.ts';
import { isSealIntact } from './session-seal.ts';

const versionOf = ({ version }: Readonly<Record<string, unknown>>): number | undefined =>
  typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? version : undefined;

/** The session of a user by a consistent read, with its seal verified. */
export const findSession = async (
  tables: Pick<TableReader, 'get'>,
  publicKeys: PublicKeys,
  userId: string,
): Promise<FoundSession> => {
  const item = await tables.get('sessions', { account_id: accountId(userId) });
  if (item === undefined) return { kind: 'none' };
  const { success, data: session } = sessionItem.safeParse(item);
  const version = versionOf(item);
  if (!success) return { kind: 'tampered', problem: 'its fields are not those of a session', version };
  if (session.user_id !== userId) {
    return { kind: 'tampered', problem: 'it belongs to another user', version };
  }
  if (!(await isSealIntact(publicKeys, session))) {
    return { kind: 'tampered', problem: 'its seal is invalid', version };
  }
  return { kind: 'session', session };
};
