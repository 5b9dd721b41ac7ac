import * as z from 'zod';
import { AlphaPandaError } from '../errors.ts';
import { timestamp } from '../events/data/fields.ts';
import type { Item } from '../ports/item.ts';
import { kiteUserId, sealedToken } from './session-item.ts';

/** Sort key, in the table of credentials, of a user's second factor. */
export const SECOND_FACTOR = 'totp';

/** A user's second factor: the secret that holds, and one that waits to be confirmed by its first code. */
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
 * A user's second factor as the table has it; undefined where there is none.
 * @throws AlphaPandaError `SECOND_FACTOR_UNREADABLE`
 */
export const secondFactorIn = (item: Item | undefined): SecondFactor | undefined => {
  if (item === undefined) return undefined;
  const { data } = secondFactorItem.safeParse(item);
  if (data !== undefined) return data;
  throw new AlphaPandaError('SECOND_FACTOR_UNREADABLE', 'the item of a second factor is malformed');
};

/** Encrypts and decrypts secrets of second factors, each bound to its user. */
export interface FactorSecrets {
  seal(secret: string, userId: string): Promise<z.infer<typeof sealedToken>>;
  /** @throws AlphaPandaError `SECOND_FACTOR_UNREADABLE` */
  open(sealed: z.infer<typeof sealedToken>, userId: string): Promise<string>;
  /** Whether the key that it is encrypted with is not the newest. */
  isOld(sealed: z.infer<typeof sealedToken>): Promise<boolean>;
}
