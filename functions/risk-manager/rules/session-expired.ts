import { outcome, type Rule, refused } from '../rule.ts';

/** Looks at the login that the order would be sent with; paper orders need none. */
export const sessionExpired: Rule = ({ broker, session, now }) => {
  if (broker === 'paper') return outcome(true, 'not needed');
  if (session === undefined) return refused('nobody is logged in');
  return outcome(now < session.expiresAt, `session until ${new Date(session.expiresAt).toISOString()}`);
};
