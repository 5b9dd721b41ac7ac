import { describe, expect, it } from 'vitest';
import { PAGES, pageAt } from './pages.ts';

describe('the pages', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(pageAt('package.json'));

  it.each(PAGES.filter((path) => pageAt(path).includes('npm run ')))(
    '%s names scripts that exist',
    (path) => {
      const named = [...pageAt(path).matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)].map(
        ([, name]) => name,
      );

      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((name = '') => scripts[name] === undefined)).toEqual([]);
    },
  );

  it('README.md has at most 150 lines', () => {
    expect(pageAt('README.md').split('\n').length).toBeLessThanOrEqual(150);
  });
});
