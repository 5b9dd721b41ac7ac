import { AlphaPandaError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { findSession } from './find-session.ts';
import type { Keys } from './key-ring.ts';
import type { PublicKeys } from './public-keys.ts';
import { tokenCipher } from './token-cipher.ts';

export interface BrokerSessionOptions {
  readonly tables: Pick<TableReader, 'get'>;
  /** Keys that verify the session's seal. */
  readonly publicKeys: PublicKeys;
  /** Keys that decrypt the broker's token. */
  readonly keys: Keys;
  readonly userId: string;
  readonly clock: Clock;
}

/** The broker's access token of the current session, or why there is no token. */
export type BrokerSession =
  | {
      readonly kind: 'session';
      readonly accessToken: string;
      readonly sessionId: string;
      /** Epoch milliseconds. */
      readonly expiresAt: number;
    }
  /** `problem` is for a person: it says what is wrong and what to do. */
  | { readonly kind: 'none'; readonly problem: string };

const LOG_IN = 'log in: npm run cli -- login';
const none = (problem: string): BrokerSession => ({ kind: 'none', problem: `${problem}; ${LOG_IN}` });

/**
 * Reads a user's session, verifies its seal and decrypts the broker's token. For functions that read from the broker
 * without a caller. Neither the problem nor an error contains the token.
 * @throws TransientError while the table or a key cannot be read; AlphaPandaError `SECRET_INVALID`
 */
export const brokerSession = async (options: BrokerSessionOptions): Promise<BrokerSession> => {
  const { tables, publicKeys, keys, userId, clock } = options;
  const found = await findSession(tables, publicKeys, userId);
  switch (found.kind) {
    case 'none':
      return none(`${userId} has not logged in`);
    case 'tampered':
      return none(`the session of ${userId} is not valid: ${found.problem}`);
    case 'session': {
      const { session } = found;
      const expiresAt = Date.parse(session.expires_at);
      if (session.state === 'ended' || session.broker_token === undefined) {
        return none(`the session of ${userId} has ended`);
      }
      if (clock.now() >= expiresAt) {
        return none(`the session of ${userId} expired at ${session.expires_at}`);
      }
      try {
        const accessToken = await tokenCipher(keys).open(session.broker_token, session);
        return { kind: 'session', accessToken, sessionId: session.session_id, expiresAt };
      } catch (thrown) {
        if (!(thrown instanceof AlphaPandaError) || thrown.code !== 'TOKEN_UNREADABLE') throw thrown;
        return none(`the broker's token of ${userId} cannot be decrypted`);
      }
    }
    default:
      return found satisfies never;
  }
};
