import * as z from 'zod';
import { BROKERS } from '../brokers.ts';
import type { EventDefinitions } from '../definition.ts';
import { timestamp, uuid } from './fields.ts';

/** An address, hashed with a key: the id of the key and 128 bits. */
export const ADDRESS_HASH = /^[A-Za-z0-9][A-Za-z0-9_-]{0,15}\.[A-Za-z0-9_-]{22}$/;

/** Who does something through the API: the Kite user, the login that it was done with, and where it came from. */
const actor = z.strictObject({
  user_id: z.string().min(1).max(64),
  /** Absent where there is no login yet, or none any more. */
  session_id: uuid.optional(),
  /** Of the credential, which can stop and nothing else, that it was done with. */
  credential_id: uuid.optional(),
  /** Of the address that the request came from. Absent where it was not known, or the key could not be read. */
  address_hash: z.string().regex(ADDRESS_HASH).optional(),
  /** What the caller's program says of itself: visible ASCII. */
  user_agent: z
    .string()
    .regex(/^[\x20-\x7e]{1,256}$/)
    .optional(),
});

/** Everything that a person can change. The names are what the audit trail is searched by. */
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

/** What was changed, by whom, and why. Never carries a secret: values are those of controls and strategies. */
export const operatorAction = z.strictObject({
  action: z.enum(OPERATOR_ACTIONS),
  /** What it was done to: a broker, a strategy's id, a user's id. */
  subject: z.string().min(1).max(256),
  /** Where it concerns one broker only. */
  broker: z.enum(BROKERS).optional(),
  actor,
  reason: z.string().max(1_024).optional(),
  /** The version that the changed item has since. */
  subject_version: z.int().min(1).optional(),
  /** Field by field; values as JSON text, absent for none. */
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

/** A person puts a dead letter back on its topic, for the stage that gave it up only. */
const redriveRequested = z.strictObject({
  /** The topic that the record came from. */
  topic: z.string().min(1).max(249),
  /** With the topic, the key of the dead-letters item. */
  dead_letter_id: z.string().regex(/^\d{5}@\d{16}$/),
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
