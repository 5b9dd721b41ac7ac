import { expect, test } from 'vitest';
import { factorSecrets } from '../../../shared/auth/factor-secrets.ts';
import { MemoryKeys } from './fixtures.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('a secret opens only for its user', async () => {
  const secrets = factorSecrets(new MemoryKeys());

  const sealed = await secrets.seal(SECRET, 'DEMO01');

  expect(JSON.stringify(sealed)).not.toContain(SECRET);
  expect(await secrets.open(sealed, 'DEMO01')).toBe(SECRET);
  await expect(secrets.open(sealed, 'DEMO02')).rejects.toMatchObject({ code: 'SECOND_FACTOR_UNREADABLE' });
  expect(await secrets.isOld(sealed)).toBe(false);
  expect(await secrets.isOld({ ...sealed, key_id: 'k0' })).toBe(true);
});
