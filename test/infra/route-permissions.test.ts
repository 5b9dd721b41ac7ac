import { describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../infra/service/api-routes.ts';
import { ROLES, type Role } from '../../shared/auth/roles.ts';
import type { Route, Who } from '../../shared/http/route.ts';
import { ProblemError } from '../../shared/ports/problems.ts';
import { callRoute } from '../support/call-route.ts';

const SESSION_ROUTES = API_ROUTES.flatMap(({ routes }) => routes).filter(
  ({ access }) => access === 'session',
);

const BROKERS = ['paper', 'zerodha'] as const;

/** The roles that may call a route for a broker. */
const permitted = (who: Who, broker: (typeof BROKERS)[number]): readonly Role[] => {
  if (who === 'broker_owner') return broker === 'paper' ? ['owner', 'account_owner'] : ['account_owner'];
  return ROLES.slice(ROLES.indexOf(who));
};

/** Whether a route turns a role away, before it looks at anything else of the call. */
const isTurnedAway = async (route: Route<never>, role: Role, broker: string): Promise<boolean> => {
  const params = { broker, strategy_id: 'a', topic: 'x', dead_letter_id: 'x', correlation_id: 'x' };
  try {
    await callRoute(route, undefined as never, { role, params });
    return false;
  } catch (thrown) {
    return thrown instanceof ProblemError && thrown.problem === 'NOT_PERMITTED';
  }
};

describe('who may call a route', () => {
  it.each(SESSION_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s refuses all other callers',
    async (_, route) => {
      for (const broker of BROKERS) {
        for (const role of ROLES) {
          const expected = !permitted(route.who, broker).includes(role);
          expect(await isTurnedAway(route, role, broker), `${role} ${broker}`).toBe(expected);
        }
      }
    },
  );

  it('changes nothing for viewers, but that they stop trading and log out', () => {
    const forViewers = SESSION_ROUTES.filter(({ writes, who }) => writes && who === 'viewer');

    expect(forViewers.map(({ operation }) => operation).toSorted()).toEqual(['engageKillSwitch', 'logout']);
  });

  it('lets every logged-in user read, except what only owners may read', () => {
    const forOwners = SESSION_ROUTES.filter(({ writes, who }) => !writes && who !== 'viewer');

    expect(forOwners.map(({ operation }) => operation)).toEqual(['listStopCredentials']);
  });
});
