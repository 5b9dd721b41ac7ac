import { isEnough, type Role } from '../auth/roles.ts';
import { ProblemError } from '../ports/problems.ts';

const NEEDED: Readonly<Record<Role, string>> = {
  viewer: 'a user of this deployment may do this',
  owner: 'an owner may do this: ZERODHA_USER_IDS of the deployment lists them',
  account_owner: 'the owner of the live account may do this: the first of ZERODHA_USER_IDS',
};

/** @throws ProblemError `NOT_PERMITTED` if the caller's role is too low */
export const refuseOthers = ({ role }: { readonly role: Role }, needed: Role): void => {
  if (!isEnough(role, needed)) throw new ProblemError('NOT_PERMITTED', `only ${NEEDED[needed]}`);
};
