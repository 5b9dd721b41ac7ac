import { messageOf } from '../errors.ts';
import { type Origin, originFields } from '../http/origin.ts';
import { describeError } from './describe-error.ts';
import type { CountSecurity, SecurityMetric } from './security-metrics.ts';

type Line = (message: string, details: Readonly<Record<string, unknown>>) => void;

interface Log {
  readonly error: Line;
  readonly warn: Line;
  readonly info: Line;
}

export type WarningLog = Pick<Log, 'warn'>;

/** Another writer changed the sessions table: an operator must investigate. */
export const reportTampered =
  (log: Log, count?: CountSecurity) =>
  (userId: string, problem: string): void => {
    count?.('sessionsTampered');
    log.error('a tampered session is refused', { user_id: userId, problem });
  };

/** Reports a failed publish of the audit trail. An event that is not pending in a table is kept in the log. */
export const reportLostEvent =
  (log: Log) =>
  (thrown: unknown, lost?: unknown): void => {
    if (lost === undefined)
      log.warn('audit entry pending, published later', { error_message: messageOf(thrown) });
    else log.error('an audit event was not published', { error_message: messageOf(thrown), event: lost });
  };

/** Reports a failure that does not stop the request. */
export const reportWarning =
  (log: WarningLog, what: string) =>
  (thrown: unknown): void => {
    log.warn(what, { error_message: messageOf(thrown) });
  };

interface Denial {
  readonly reason: string;
  readonly userId?: string;
  readonly thrown?: unknown;
  readonly origin: Origin;
  /** The metric that it counts in, where an operator is notified. */
  readonly metric?: SecurityMetric | undefined;
}

/** Reports why a caller was refused. An unforeseen reason is logged as an error. */
export const reportDenial =
  (log: Log, count: (metric: SecurityMetric) => Promise<void>) =>
  async ({ reason, userId, thrown, origin, metric }: Denial): Promise<void> => {
    const line = { reason, user_id: userId, ...originFields(origin) };
    if (thrown === undefined) log.info('denied', line);
    else log.error('denied', { ...line, ...describeError(thrown) });
    if (metric !== undefined) await count(metric);
  };
