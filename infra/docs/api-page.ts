import type { Route } from '../../shared/http/route.ts';
import { PROBLEMS } from '../../shared/ports/problems.ts';
import { code, codes, page, table } from './markdown.ts';
import { allRoutes, TAGS, whoMay } from './openapi.ts';
import { problemsOf } from './route-problems.ts';

/** What a change has to bring along. */
const needs = ({ ifMatch, writes }: Route<never>): string =>
  ifMatch === 'required' ? '`If-Match`' : ifMatch === 'optional' ? '`If-Match`, or none' : writes ? '–' : '';

const section = (tag: string, description: string): string => {
  const routes = allRoutes().filter((route) => route.tag === tag);
  return [
    `## ${tag}`,
    `${description}.`,
    table(
      ['Method', 'Path', 'Who', 'What', 'Changes', 'Version', 'Problems of its own'],
      routes.map((route) => [
        code(route.method),
        code(route.path),
        whoMay(route),
        route.summary,
        route.writes ? 'yes' : '',
        needs(route),
        codes(route.problems),
      ]),
    ),
  ].join('\n\n');
};

const used = new Set(allRoutes().flatMap(problemsOf));

/** The routes of the API for people; for machines there is `/openapi.json`. */
export const apiPage = (): string =>
  page(
    'API',
    'functions/*/routes.ts, functions/*/api/routes.ts',
    'Every route, by what it is about. Parameters, bodies and answers are in the OpenAPI document, `GET /openapi.json`. What needs a login needs `authorization: Bearer {access_token}`.',
    ...Object.entries(TAGS).map(([tag, description]) => section(tag, description)),
    '## Problems',
    'Answers other than what was asked for are `application/problem+json`. Every route may also answer `INVALID_REQUEST`, `INTERNAL_ERROR` and `UNAVAILABLE`; a route with a body what its body may be; a change `RATE_LIMITED` and `SESSION_NOT_FOUND`.',
    table(
      ['Code', 'Status', 'Meaning'],
      Object.entries(PROBLEMS)
        .filter(([problem]) => [...used].some((each) => each === problem))
        .map(([problem, { status, title }]) => [code(problem), String(status), title]),
    ),
  );
