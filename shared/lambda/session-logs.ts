import { messageOf } from '../errors.ts';
import { described } from './described.ts';

type Line = (message: string, details: Readonly<Record<string, unknown>>) => void;

interface Log {
  readonly error: Line;
  readonly warn: Line;
  readonly info: Line;
}

/** Somebody other than this system has written the sessions table: somebody has to look. */
export const reportTampered =
  (log: Log) =>
  (userId: string, problem: string): void => {
    log.error('a session was changed by somebody else and is refused', { user_id: userId, problem });
  };

/** What the audit trail does not have yet; what waits nowhere else is kept in the log. */
export const reportLostEvent =
  (log: Log) =>
  (thrown: unknown, lost?: unknown): void => {
    if (lost === undefined) log.warn('the audit trail follows later', { error_message: messageOf(thrown) });
    else log.error('an audit event was not published', { error_message: messageOf(thrown), event: lost });
  };

/** Why somebody was kept out; what nobody foresaw is an error of ours. */
export const reportDenial =
  (log: Log) =>
  ({ reason, userId, thrown }: { reason: string; userId?: string; thrown?: unknown }): void => {
    if (thrown === undefined) log.info('denied', { reason, user_id: userId });
    else log.error('denied', { reason, ...described(thrown) });
  };
