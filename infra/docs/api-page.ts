import type { Route } from '../../shared/http/route.ts';
import { PROBLEMS } from '../../shared/ports/problems.ts';
import { code, codes, page, table } from './markdown.ts';
import { allRoutes, TAGS, whoMay } from './openapi.ts';
import { problemsOf } from './route-problems.ts';

/** Whether a change needs If-Match. */
const needs = ({ ifMatch, writes }: Route<never>): string =>
  ifMatch === 'required' ? '`If-Match`' : ifMatch === 'optional' ? '`If-Match`, optional' : writes ? '–' : '';

const section = (tag: string, description: string): string => {
  const routes = allRoutes().filter((route) => route.tag === tag);
  return [
    `## ${tag}`,
    `${description}.`,
    table(
      ['Method', 'Path', 'Access', 'Summary', 'Changes', 'Version', 'Specific problems'],
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

/** The API reference page. */
export const apiPage = (): string =>
  page(
    'API',
    'functions/*/api/routes.ts',
    'All routes by group. The OpenAPI document, `GET /openapi.json`, has parameters, bodies and responses. Routes that are not public need `authorization: Bearer {access_token}`.',
    ...Object.entries(TAGS).map(([tag, description]) => section(tag, description)),
    '## Problems',
    'Errors are `application/problem+json`. Every route may also return `INVALID_REQUEST`, `INTERNAL_ERROR` and `UNAVAILABLE`. A route with a body may return the problems of bodies. A change may return `RATE_LIMITED` and `SESSION_NOT_FOUND`.',
    table(
      ['Code', 'Status', 'Meaning'],
      Object.entries(PROBLEMS)
        .filter(([problem]) => [...used].some((each) => each === problem))
        .map(([problem, { status, title }]) => [code(problem), String(status), title]),
    ),
  );
