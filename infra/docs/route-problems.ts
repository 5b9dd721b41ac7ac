import type { Route } from '../../shared/http/route.ts';
import { PROBLEMS, type ProblemCode } from '../../shared/ports/problems.ts';

const OF_BODIES: readonly ProblemCode[] = [
  'BODY_NOT_JSON',
  'BODY_TOO_DEEP',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
];

const OF_SESSIONS: readonly ProblemCode[] = ['SESSION_EXPIRED', 'SESSION_NOT_FOUND'];

/** Every problem that a route may return: its own, and those of the shared request handling. */
export const problemsOf = (route: Route<never>): readonly ProblemCode[] => {
  const codes: readonly ProblemCode[] = [
    ...route.problems,
    'INVALID_REQUEST',
    ...(route.body === undefined ? [] : OF_BODIES),
    ...(route.ifMatch === 'required' ? (['VERSION_REQUIRED'] as const) : []),
    ...(route.access === 'session' ? (['UNAUTHENTICATED'] as const) : []),
    ...(route.access === 'session' && route.who !== 'viewer' ? (['NOT_PERMITTED'] as const) : []),
    ...(route.writes && !route.neverLimited ? (['RATE_LIMITED'] as const) : []),
    ...(route.writes && route.access === 'session' ? OF_SESSIONS : []),
    'INTERNAL_ERROR',
    'UNAVAILABLE',
  ];
  const all = new Set(codes);
  // In the order of PROBLEMS.
  return (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => all.has(code));
};
