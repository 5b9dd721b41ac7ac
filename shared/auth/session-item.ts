import * as z from 'zod';
import { timestamp, uuid } from '../events/data/fields.ts';
import { LOGIN_METHODS } from './login-method.ts';

/** A Kite user id, which is also what our tokens call their subject. */
export const kiteUserId = z.string().regex(/^[A-Z0-9]{3,16}$/, 'must be a Kite user id, like AB1234');

/** A broker's access token: what may stand in a header, and nothing that could end it. */
export const brokerAccessToken = z
  .string()
  .regex(/^[\x21-\x7e]{8,512}$/, 'must be 8 to 512 visible ASCII characters');

const keyId = z.string().min(1).max(16);
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** The broker's token as it is kept: encrypted, with the id of the key that opens it. */
export const sealedToken = z.strictObject({ key_id: keyId, sealed: base64url.max(2_048) });
export type SealedToken = z.infer<typeof sealedToken>;

/** The signature of a session, with the id of the key. */
const sessionSeal = z.strictObject({ key_id: keyId, signature: base64url.max(128) });
export type SessionSeal = z.infer<typeof sessionSeal>;

/** Events of the audit trail that an item may carry while Kafka cannot be reached. It holds 400 KB with all else. */
export const MOST_PENDING_EVENTS = 100;
const LONGEST_EVENT = 2_048;

/** A login at the broker, one item per account in the sessions table. */
export const sessionItem = z.strictObject({
  account_id: z.string().min(1).max(64),
  broker: z.literal('zerodha'),
  user_id: kiteUserId,
  user_name: z.string().max(256),
  user_shortname: z.string().max(256),
  email: z.string().max(320),
  session_id: uuid,
  login_method: z.enum(LOGIN_METHODS),
  state: z.enum(['active', 'ended']),
  logged_in_at: timestamp,
  /** When somebody last came in with it, give or take a minute. The one field that the seal leaves out. */
  last_active_at: timestamp,
  expires_at: timestamp,
  /** Until when its user may loosen what is live; absent where no second factor was shown in this session. */
  stepped_up_until: timestamp.optional(),
  /** Epoch seconds: some days after the end, DynamoDB deletes the item. */
  delete_after: z.int().positive(),
  /** Grows by one with every change but that of `last_active_at`. */
  version: z.int().positive(),
  /** Absent once the session has ended. */
  broker_token: sealedToken.optional(),
  /** Events that have not been published yet, as JSON; oldest first. */
  pending_events: z.array(z.string().max(LONGEST_EVENT)).max(MOST_PENDING_EVENTS),
  seal: sessionSeal,
});
export type SessionItem = z.infer<typeof sessionItem>;

/** A session before it is sealed. */
export type UnsealedSession = Omit<SessionItem, 'seal'>;

/** A session before it is saved, which gives it its version. */
export type SessionContent = Omit<UnsealedSession, 'version'>;

/** What binds a broker's token to the session that it was put into. */
export interface TokenBinding {
  readonly account_id: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly expires_at: string;
}
