import { ProblemError } from '../ports/problems.ts';

/** The problem of a session that expired, or that was ended or replaced. */
export const sessionRefusal = (status: 'expired' | 'gone'): ProblemError =>
  status === 'expired'
    ? new ProblemError('SESSION_EXPIRED', 'it is past 06:00 IST; log in again')
    : new ProblemError('SESSION_NOT_FOUND', 'this session was ended or replaced; log in again');
