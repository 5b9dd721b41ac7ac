import { expect, it } from 'vitest';
import { Assignment } from '../../../../shared/kite/ticker/assignment.ts';
import type { TickMode } from '../../../../shared/kite/ticker/requests.ts';

const full = (...tokens: readonly number[]): ReadonlyMap<number, TickMode> =>
  new Map(tokens.map((token) => [token, 'full']));

const tokensOf = ({ sockets }: ReturnType<Assignment['assign']>) => sockets.map((one) => [...one.keys()]);

it('fills one connection before the next', () => {
  expect(tokensOf(new Assignment(2).assign(full(1, 2, 3)))).toEqual([[1, 2], [3], []]);
});

it('keeps a token on its connection and fills the places that others left', () => {
  const assignment = new Assignment(2);
  assignment.assign(full(1, 2, 3, 4));
  expect(tokensOf(assignment.assign(full(3, 5, 2, 4)))).toEqual([[2, 5], [3, 4], []]);
});

it('gives a token that is wanted again a free place, if its former one is taken', () => {
  const assignment = new Assignment(1);
  assignment.assign(full(1, 2));
  assignment.assign(full(3, 2));
  expect(tokensOf(assignment.assign(full(3, 2, 1)))).toEqual([[3], [2], [1]]);
});

it('refuses what does not fit, the last in the order of the map', () => {
  const assignment = new Assignment(1);
  assignment.assign(full(1, 2, 3));
  const { refused, sockets } = assignment.assign(full(9, 1, 2, 3));
  expect(refused).toEqual([3]);
  expect(sockets.flatMap((one) => [...one.keys()]).sort()).toEqual([1, 2, 9]);
});

it('refuses numbers that are no token', () => {
  const { refused, sockets } = new Assignment().assign(full(0, -1, 1.5, Number.NaN, 2 ** 32, 2 ** 32 - 1));
  expect(refused).toEqual([0, -1, 1.5, Number.NaN, 2 ** 32]);
  expect(sockets[0]?.size).toBe(1);
});
