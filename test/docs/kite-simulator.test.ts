import { describe, expect, it } from 'vitest';
import { fault } from '../../localstack/engines/kite/fault-kinds.ts';
import { KITE_ROUTES } from '../../localstack/engines/kite/routes.ts';
import { pageAt } from './pages.ts';

const page = pageAt('docs/kite-simulator.md');

describe('the page of the Kite simulator', () => {
  const kinds = fault.options.map(({ shape }) => shape.kind.value);

  it('has a row for each fault, and no other', () => {
    const table = page.slice(page.indexOf('| Kind |'), page.indexOf('All kinds take'));
    const named = [...table.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, kind]) => kind);

    expect(named).toEqual(kinds);
  });

  it.each([...new Set(KITE_ROUTES.map(({ path }) => path))])('names the route %s', (path) => {
    expect(page).toContain(path);
  });
});
