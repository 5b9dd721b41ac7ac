import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';

const ID = '2d7f9c1e-3b52-4f4e-9d0f-6a1c8e5b7a90';
const row = {
  credential_id: ID,
  label: 'phone',
  state: 'active',
  made_at: '2026-03-02T03:45:41.000Z',
  last_used_at: null,
};

describe('cli stop-tokens', () => {
  it('prints a new token alone, so that a script can keep it', async () => {
    const { api, run } = await commandUnderTest({
      'POST /auth/stop-credentials': {
        status: 201,
        body: { credential_id: ID, label: 'phone', token: 'stop.a.b.c' },
      },
    });

    const { out, err } = await run(['stop-tokens', 'make', '--label', 'phone']);

    expect(out).toBe('stop.a.b.c\n');
    expect(err).toContain(`stop-tokens revoke ${ID}`);
    expect(api.received.map(({ body }) => body)).toEqual([{ label: 'phone' }]);
  });

  it('lists those that were made', async () => {
    const { run } = await commandUnderTest({ 'GET /auth/stop-credentials': { body: { items: [row] } } });

    const { out } = await run(['stop-tokens']);

    expect(out).toMatch(new RegExp(`^${ID}  phone  active  2026-03-02 09:15:41  –$`, 'm'));
  });

  it('revokes one', async () => {
    const { api, run } = await commandUnderTest({
      [`POST /auth/stop-credentials/${ID}/revoke`]: { body: { ...row, state: 'revoked' } },
    });

    const { out } = await run(['stop-tokens', 'revoke', ID]);

    expect(out).toContain('state       revoked');
    expect(api.received).toHaveLength(1);
  });

  it.each([
    [['make'], 'needs --label'],
    [['revoke'], 'missing argument CREDENTIAL'],
    [['mkae'], 'unknown form "mkae"; forms: list, make, revoke'],
    [['list', 'x'], 'unexpected argument "x"'],
  ])('changes nothing for %j', async (words, told) => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, err } = await run(['stop-tokens', ...words]);

    expect(exitCode).toBe(2);
    expect(err).toContain(told);
    expect(api.received).toEqual([]);
  });
});
