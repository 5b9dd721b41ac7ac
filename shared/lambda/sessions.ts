import { issuing } from '../auth/issuing.ts';
import { loginTrail } from '../auth/login-trail.ts';
import { dynamoSessionStore } from '../auth/session-store.ts';
import { systemClock as clock } from '../ports/clock.ts';
import type { ApiDependencies } from './api-handler.ts';
import { reportLostEvent, reportTampered } from './session-logs.ts';
import { trailedBy } from './trailed.ts';

/** Sessions, audit trail and tokens of a deployment, for functions that write sessions. */
export const sessionsBy = ({ client, tables, publisher, settings, logger, count }: ApiDependencies) => {
  const { tokens, ...keys } = issuing(settings, clock);
  const sessions = dynamoSessionStore({
    client,
    tables,
    prefix: settings.TABLE_PREFIX,
    ...keys,
    onTampered: reportTampered(logger, count),
  });
  const trail = loginTrail({
    publisher: trailedBy({ client, publisher, settings }),
    sessions,
    report: reportLostEvent(logger),
  });
  return { sessions, trail, tokens };
};
