import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiPath } from '../../../infra/cli/api-path.ts';

describe('apiPath', () => {
  it('keeps each value in one segment', () => {
    expect(apiPath`/dead-letters/${'paper.orders/../x'}/${'00000@1?a#b'}`).toBe(
      '/dead-letters/paper.orders%2F..%2Fx/00000%401%3Fa%23b',
    );
  });

  it.each(['.', '..', ''])('refuses "%s", which would be a step in the path', (value) => {
    expect(() => apiPath`/traces/${value}`).toThrow('is not a valid name');
  });

  it('never leaves the folder of the route', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((value) => !['', '.', '..'].includes(value)),
        (value) => {
          const { pathname, search, hash } = new URL(`http://host${apiPath`/traces/${value}`}`);

          expect(pathname.split('/')).toHaveLength(3);
          expect([pathname.startsWith('/traces/'), search, hash]).toEqual([true, '', '']);
        },
      ),
    );
  });
});
