import * as z from 'zod';
import { AlphaPandaError } from '../errors.ts';
import { timestamp } from '../events/data/fields.ts';
import type { Item } from '../ports/item.ts';
import { kiteUserId, sealedToken } from './session-item.ts';

/** Sort key of a second factor in the credentials table. */
export const SECOND_FACTOR = 'totp';

/** A user's second factor: the active secret, and one that waits for confirmation by its first code. */
const secondFactorItem = z.object({
  user_id: kiteUserId,
  credential: z.literal(SECOND_FACTOR),
  secret: sealedToken.optional(),
  enrolled_at: timestamp.optional(),
  pending: sealedToken.optional(),
  pending_since: timestamp.optional(),
});
export type SecondFactor = z.infer<typeof secondFactorItem>;

/**
 * Parses a second factor; undefined without an item.
 * @throws AlphaPandaError `SECOND_FACTOR_UNREADABLE`
 */
export const secondFactorIn = (item: Item | undefined): SecondFactor | undefined => {
  if (item === undefined) return undefined;
  const { data } = secondFactorItem.safeParse(item);
  if (data !== undefined) return data;
  throw new AlphaPandaError('SECOND_FACTOR_UNREADABLE', 'the item of a second factor is malformed');
};

/** Encrypts and decrypts second-factor secrets, each bound to its user. */
export interface FactorSecrets {
  seal(secret: string, userId: string): Promise<z.infer<typeof sealedToken>>;
  /** @throws AlphaPandaError `SECOND_FACTOR_UNREADABLE` */
  open(sealed: z.infer<typeof sealedToken>, userId: string): Promise<string>;
  /** Whether it is encrypted with an older key than the current one. */
  isOld(sealed: z.infer<typeof sealedToken>): Promise<boolean>;
}
