import type { SessionChecks } from '../auth/current-session.ts';
import { ProblemError } from '../ports/problems.ts';
import { networkOf } from './network.ts';
import { LOGIN_LIMIT, limitRate, type RequestCounter, WRITE_LIMIT } from './rate-limit.ts';
import type { Reply } from './reply.ts';
import type { ApiRequest, Caller } from './request.ts';
import type { Route } from './route.ts';
import { sessionRefusal } from './session-refusal.ts';

/** Checks before a route that changes state. */
export interface Guards {
  readonly sessions: SessionChecks;
  readonly counter: RequestCounter;
}

/** Applies the rate limit, except to requests that stop trading: they do not depend on the counter. */
const limit = async (route: Route<never>, request: ApiRequest, counter: RequestCounter): Promise<void> => {
  if (route.isNeverLimited(request)) return;
  const { caller, sourceIp, now } = request;
  if (route.access === 'public') await limitRate(counter, LOGIN_LIMIT, networkOf(sourceIp), now);
  else await limitRate(counter, WRITE_LIMIT, caller?.userId ?? '', now);
};

const refuseEnded = async (caller: Caller, now: number, sessions: SessionChecks): Promise<void> => {
  const status = await sessions.statusOf(caller, now);
  if (status !== 'current') throw sessionRefusal(status);
};

/**
 * Serves a request with its route. The gateway may have cached its authorization for some seconds. A change therefore
 * checks the session again, first here and then within its write, so that an ended session changes nothing.
 * @throws ProblemError and errors of the route
 */
export const serve = async <Services>(
  route: Route<Services> | undefined,
  request: ApiRequest,
  services: Services,
  guards: Guards,
): Promise<Reply> => {
  if (route === undefined) throw new ProblemError('NOT_FOUND', 'the route does not exist');
  if (route.access === 'session' && request.caller === undefined) {
    throw new ProblemError('UNAUTHENTICATED', 'log in first');
  }
  if (route.writes) {
    await limit(route, request, guards.counter);
    if (request.caller !== undefined) await refuseEnded(request.caller, request.now, guards.sessions);
  }
  return route.answer(request, services);
};
