import { expect, it } from 'vitest';
import { apiPage } from '../../../infra/docs/api-page.ts';
import { allRoutes, whoMay } from '../../../infra/docs/openapi.ts';
import { problemsOf } from '../../../infra/docs/route-problems.ts';

it('the page of the API has every route in a line, and every problem', () => {
  const lines = apiPage().split('\n');

  for (const route of allRoutes()) {
    const line = lines.filter((each) => each.startsWith(`| \`${route.method}\` | \`${route.path}\` |`));
    expect(line, route.operation).toHaveLength(1);
    expect(line[0]).toContain(`| ${whoMay(route)} |`);
    for (const code of problemsOf(route)) expect(apiPage()).toContain(`| \`${code}\` |`);
  }
});
