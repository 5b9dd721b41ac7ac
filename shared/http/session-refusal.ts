import { ProblemError } from '../ports/problems.ts';

/** Why a login that somebody was let in with is worth nothing any more. */
export const sessionRefusal = (standing: 'expired' | 'gone'): ProblemError =>
  standing === 'expired'
    ? new ProblemError('SESSION_EXPIRED', 'it is past 06:00 IST; log in again')
    : new ProblemError('SESSION_NOT_FOUND', 'this session was ended or replaced; log in again');
