import { expect, it } from 'vitest';
import { noLeftovers } from '../../../../infra/conventions/rules/no-leftovers.ts';
import { findings } from '../support.ts';

it('no-leftovers finds what was left to do', () => {
  expect(
    findings(noLeftovers, {
      'shared/a.ts': 'export {};\n  // TODO: the rest\n/**\n * FIXME later\n */',
      'shared/b.ts': 'export const TODO = "TODO"; // a list of what is to do',
    }),
  ).toEqual(['shared/a.ts:2 a leftover: // TODO: the rest', 'shared/a.ts:4 a leftover: * FIXME later']);
});
