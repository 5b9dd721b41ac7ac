import type { ItemAddress } from '../../../shared/audit/change.ts';
import { SECOND_FACTOR, type SecondFactor, secondFactorIn } from '../../../shared/auth/second-factor.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { CredentialServices } from './services.ts';

/** The address of a user's second factor. */
export const factorOf = (userId: string): ItemAddress => ({
  table: 'credentials',
  key: { user_id: userId, credential: SECOND_FACTOR },
});

interface Enrolled {
  readonly item: Item;
  /** Encrypted. */
  readonly secret: NonNullable<SecondFactor['secret']>;
}

/** @throws ProblemError `STEP_UP_REQUIRED` if the user has no second factor */
export const enrolledFactor = async (
  userId: string,
  { items }: Pick<CredentialServices, 'items'>,
): Promise<Enrolled> => {
  const { table, key } = factorOf(userId);
  const item = await items.get(table, key);
  const secret = secondFactorIn(item)?.secret;
  if (item === undefined || secret === undefined) {
    throw new ProblemError(
      'STEP_UP_REQUIRED',
      'you have no second factor: log in and enrol one with POST /auth/second-factor',
    );
  }
  return { item, secret };
};
