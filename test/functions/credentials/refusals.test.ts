import { expect, test } from 'vitest';
import { credentialsRoutes } from '../../../functions/credentials/api/routes.ts';

test('every route that accepts a code counts its refusals', () => {
  const taking = credentialsRoutes.filter(({ problems }) => problems.includes('CODE_REFUSED'));

  expect(taking.length).toBeGreaterThan(0);
  for (const { operation, refusals } of taking)
    expect(refusals, operation).toMatchObject({
      metric: 'credentialsRefused',
      codes: expect.arrayContaining(['CODE_REFUSED', 'RATE_LIMITED']),
    });
});
