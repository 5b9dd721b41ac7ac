import * as z from 'zod';
import { timestamp, uuid } from '../events/data/fields.ts';
import { LOGIN_METHODS } from './login-method.ts';

/** A Kite user id. Also the subject of access tokens. */
export const kiteUserId = z.string().regex(/^[A-Z0-9]{3,16}$/, 'must be a Kite user id, like AB1234');

/** A broker access token. The characters are safe in a header. */
export const brokerAccessToken = z
  .string()
  .regex(/^[\x21-\x7e]{8,512}$/, 'must be 8 to 512 visible ASCII characters');

const keyId = z.string().min(1).max(16);
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** An encrypted broker token with the id of its key. */
export const sealedToken = z.strictObject({ key_id: keyId, sealed: base64url.max(2_048) });
export type SealedToken = z.infer<typeof sealedToken>;

/** The signature of a session with the id of its key. */
const sessionSeal = z.strictObject({ key_id: keyId, signature: base64url.max(128) });
export type SessionSeal = z.infer<typeof sessionSeal>;

/** Audit events that an item can store while Kafka is unreachable. An item is limited to 400 KB. */
export const MAX_PENDING_EVENTS = 100;
const MAX_EVENT_LENGTH = 2_048;

/** A session, one item per account in the sessions table. */
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
  /** Last use, to the minute. The only attribute that the seal does not cover. */
  last_active_at: timestamp,
  expires_at: timestamp,
  /** End of the period in which the session may loosen live controls; absent without a step-up. */
  stepped_up_until: timestamp.optional(),
  /** Epoch seconds at which DynamoDB may delete the item, some days after its expiry. */
  delete_after: z.int().positive(),
  /** Incremented with every change, except of `last_active_at`. */
  version: z.int().positive(),
  /** Absent after the session has ended. */
  broker_token: sealedToken.optional(),
  /** Unpublished audit events as JSON, oldest first. */
  pending_events: z.array(z.string().max(MAX_EVENT_LENGTH)).max(MAX_PENDING_EVENTS),
  seal: sessionSeal,
});
export type SessionItem = z.infer<typeof sessionItem>;

/** A session before it is sealed. */
export type UnsealedSession = Omit<SessionItem, 'seal'>;

/** A session before it is saved, without its version. */
export type SessionContent = Omit<UnsealedSession, 'version'>;

/** The attributes that bind an encrypted broker token to its session. */
export interface TokenBinding {
  readonly account_id: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly expires_at: string;
}
