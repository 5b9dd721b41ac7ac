import type { SessionChecks } from '../auth/current-session.ts';
import { ProblemError } from '../ports/problems.ts';
import { networkOf } from './network.ts';
import { LOGIN_LIMIT, limitRate, type RequestCounter, WRITE_LIMIT } from './rate-limit.ts';
import type { Reply } from './reply.ts';
import type { ApiRequest, Caller } from './request.ts';
import type { Route } from './route.ts';
import { sessionRefusal } from './session-refusal.ts';

/** What stands before a route that changes something. */
export interface Guards {
  readonly sessions: SessionChecks;
  readonly counter: RequestCounter;
}

/** Counts the call, unless it stops something: that neither waits for a counter nor fails by it. */
const limit = async (route: Route<never>, request: ApiRequest, counter: RequestCounter): Promise<void> => {
  if (route.isNeverLimited(request)) return;
  const { caller, sourceIp, now } = request;
  if (route.access === 'public') await limitRate(counter, LOGIN_LIMIT, networkOf(sourceIp), now);
  else await limitRate(counter, WRITE_LIMIT, caller?.userId ?? '', now);
};

const refuseOver = async (caller: Caller, now: number, sessions: SessionChecks): Promise<void> => {
  const standing = await sessions.standingOf(caller, now);
  if (standing !== 'current') throw sessionRefusal(standing);
};

/**
 * Answers a request by its route. The gateway has let the caller in, by a decision that it may have cached for some
 * seconds; a change looks at the session itself, before anything else is done and again in the write that makes it,
 * so that a session that was ended changes nothing more.
 * @throws ProblemError and whatever a route throws
 */
export const serve = async <Services>(
  route: Route<Services> | undefined,
  request: ApiRequest,
  services: Services,
  guards: Guards,
): Promise<Reply> => {
  if (route === undefined) throw new ProblemError('NOT_FOUND', 'there is no such route');
  if (route.access === 'session' && request.caller === undefined)
    throw new ProblemError('UNAUTHENTICATED', 'log in first');
  if (route.writes) {
    await limit(route, request, guards.counter);
    if (request.caller !== undefined) await refuseOver(request.caller, request.now, guards.sessions);
  }
  return route.answer(request, services);
};
