import { messageOf } from '../errors.ts';
import { type Origin, originFields } from '../http/origin.ts';
import { described } from './described.ts';
import type { CountSecurity, SecurityMetric } from './security-metrics.ts';

type Line = (message: string, details: Readonly<Record<string, unknown>>) => void;

interface Log {
  readonly error: Line;
  readonly warn: Line;
  readonly info: Line;
}

export type NotedLog = Pick<Log, 'warn'>;

/** Somebody other than this system has written the sessions table: somebody has to look. */
export const reportTampered =
  (log: Log, count?: CountSecurity) =>
  (userId: string, problem: string): void => {
    count?.('sessionsTampered');
    log.error('a session was changed by somebody else and is refused', { user_id: userId, problem });
  };

/** What the audit trail does not have yet; what waits nowhere else is kept in the log. */
export const reportLostEvent =
  (log: Log) =>
  (thrown: unknown, lost?: unknown): void => {
    if (lost === undefined) log.warn('the audit trail follows later', { error_message: messageOf(thrown) });
    else log.error('an audit event was not published', { error_message: messageOf(thrown), event: lost });
  };

/** What went wrong beside a request, and did not stand in its way. */
export const reportNoted =
  (log: NotedLog, what: string) =>
  (thrown: unknown): void => {
    log.warn(what, { error_message: messageOf(thrown) });
  };

interface Denial {
  readonly reason: string;
  readonly userId?: string;
  readonly thrown?: unknown;
  readonly origin: Origin;
  /** What it counts as, where a person is told of it. */
  readonly metric?: SecurityMetric | undefined;
}

/** Why a caller was kept out; what was not foreseen is an error of ours. */
export const reportDenial =
  (log: Log, count: (metric: SecurityMetric) => Promise<void>) =>
  async ({ reason, userId, thrown, origin, metric }: Denial): Promise<void> => {
    const line = { reason, user_id: userId, ...originFields(origin) };
    if (thrown === undefined) log.info('denied', line);
    else log.error('denied', { ...line, ...described(thrown) });
    if (metric !== undefined) await count(metric);
  };
