import * as z from 'zod';
import { BROKERS } from '../brokers.ts';
import type { EventDefinitions } from '../definition.ts';
import { timestamp, uuid } from './fields.ts';

/** An address hashed with a key: the key id and 128 bits. */
export const ADDRESS_HASH = /^[A-Za-z0-9][A-Za-z0-9_-]{0,15}\.[A-Za-z0-9_-]{22}$/;

/** The actor of an API request: the Kite user, the login, and the origin of the request. */
const actor = z.strictObject({
  user_id: z.string().min(1).max(64),
  /** Absent before a login and after a logout. */
  session_id: uuid.optional(),
  /** Id of the stop credential that was used. */
  credential_id: uuid.optional(),
  /** Hash of the request's address. Absent if the address is unknown or the key could not be read. */
  address_hash: z.string().regex(ADDRESS_HASH).optional(),
  /** The caller's user agent, in visible ASCII. */
  user_agent: z
    .string()
    .regex(/^[\x20-\x7e]{1,256}$/)
    .optional(),
});

/** All audit actions of users. Searches in the audit trail use these names. */
export const OPERATOR_ACTIONS = [
  'session_started',
  'session_ended',
  'login_refused',
  'session_tampered',
  'kill_switch_engaged',
  'kill_switch_released',
  'risk_limits_changed',
  'daily_loss_released',
  'strategy_created',
  'strategy_updated',
  'strategy_enabled',
  'strategy_disabled',
  'strategy_cleared_for_live',
  'strategy_withdrawn_from_live',
  'second_factor_changed',
  'stepped_up',
  'stop_credential_made',
  'stop_credential_revoked',
  'records_emptied',
] as const;

/**
 * An audit entry: the change, the actor and the reason. It never contains a secret: values are those of controls and
 * strategies.
 */
export const operatorAction = z.strictObject({
  action: z.enum(OPERATOR_ACTIONS),
  /** The changed object: a broker, a strategy's id or a user's id. */
  subject: z.string().min(1).max(256),
  /** Present if the action concerns one broker. */
  broker: z.enum(BROKERS).optional(),
  actor,
  reason: z.string().max(1_024).optional(),
  /** The version of the item after the change. */
  subject_version: z.int().min(1).optional(),
  /** The changed fields. Values are JSON text; absent for no value. */
  changes: z
    .array(
      z.strictObject({
        field: z.string().min(1).max(64),
        before: z.string().max(2_048).optional(),
        after: z.string().max(2_048).optional(),
      }),
    )
    .max(64),
  timestamp,
});

/**
 * Partition and offset of the record, the stage that gave it up, and a digest of the record. Zero-padded, so that it
 * sorts like the log. Items from before have only partition and offset, on the dead-letter topic.
 */
export const DEAD_LETTER_ID = /^\d{5}@\d{16}(@[a-z][a-z.-]{0,63}@[0-9a-f]{8})?$/;

/** A command to put a dead letter back on its topic, only for the stage that gave it up. */
const redriveRequested = z.strictObject({
  /** The topic of the original record. */
  topic: z.string().min(1).max(249),
  /** With the topic, the key of the dead-letters item. */
  dead_letter_id: z.string().regex(DEAD_LETTER_ID),
  /** The two together. */
  subject: z.string().min(1).max(300),
  actor,
  reason: z.string().max(1_024).optional(),
  timestamp,
});

export const OPERATOR_EVENTS = {
  operator_action: {
    data: operatorAction,
    summary: 'A person changed something through the API: what, from what to what, who, and why.',
  },
  redrive_requested: {
    data: redriveRequested,
    summary: 'A person wants a dead letter back on its topic.',
  },
} as const satisfies EventDefinitions;
