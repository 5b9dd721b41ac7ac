import { expect, it } from 'vitest';
import { allRoutes } from '../../../infra/docs/openapi.ts';
import { problemsOf } from '../../../infra/docs/route-problems.ts';

const of = (operation: string) => {
  const route = allRoutes().find((each) => each.operation === operation);
  if (route === undefined) throw new Error(`there is no ${operation}`);
  return problemsOf(route);
};

it('a route that only reads may find the request malformed, or something broken', () => {
  expect(of('getHealth')).toEqual(['INVALID_REQUEST', 'INTERNAL_ERROR', 'UNAVAILABLE']);
});

it('a change may also find the session gone, the caller too quick, the body or its version not as they should be', () => {
  expect(of('setLimits')).toEqual([
    'INVALID_REQUEST',
    'BODY_NOT_JSON',
    'BODY_TOO_DEEP',
    'UNAUTHENTICATED',
    'SESSION_EXPIRED',
    'SESSION_NOT_FOUND',
    'NOT_PERMITTED',
    'STEP_UP_REQUIRED',
    'VERSION_MISMATCH',
    'BODY_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'INVALID_PARAMETERS',
    'VERSION_REQUIRED',
    'RATE_LIMITED',
    'INTERNAL_ERROR',
    'UNAVAILABLE',
  ]);
});

it('stopping is never told to wait by a counter', () => {
  expect(of('engageKillSwitch')).not.toContain('RATE_LIMITED');
});
