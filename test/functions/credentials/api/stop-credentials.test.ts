import { describe, expect, it } from 'vitest';
import { parseStopToken } from '../../../../shared/auth/stop-credential.ts';
import { NOW } from '../../../shared/audit/world.ts';
import { CALLER, STEPPED_UP_SESSION } from '../../../support/call-route.ts';
import { owner } from './owner.ts';

const steppedUp = () => {
  const one = owner();
  one.tables.put('sessions', STEPPED_UP_SESSION);
  return one;
};

const make = async ({ ask }: ReturnType<typeof owner>, label = 'phone') => {
  const { body } = await ask('makeStopCredential', { label });
  return body as { readonly credential_id: string; readonly token: string };
};

describe('a stop credential', () => {
  it('is made with a second factor, shown once, and kept as a hash', async () => {
    const one = steppedUp();

    const { credential_id, token } = await make(one);

    const secret = parseStopToken(token)?.secret ?? token;
    const item = one.tables.peek('credentials', {
      user_id: CALLER.user_id,
      credential: `stop#${credential_id}`,
    });
    const { body } = await one.ask('listStopCredentials');
    expect(JSON.stringify([item, body, one.told()])).not.toContain(secret);
    expect(body).toEqual({
      items: [
        {
          credential_id,
          label: 'phone',
          state: 'active',
          made_at: new Date(NOW).toISOString(),
          last_used_at: null,
        },
      ],
    });
    expect(one.told()).toMatchObject([{ action: 'stop_credential_made', subject: credential_id }]);
  });

  it('is not made without', async () => {
    const one = owner();

    await expect(make(one)).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    expect((await one.ask('listStopCredentials')).body).toEqual({ items: [] });
  });

  it('is revoked without, once, and listed as revoked', async () => {
    const one = steppedUp();
    const { credential_id } = await make(one);
    const revoke = () => one.ask('revokeStopCredential', undefined, { params: { credential_id } });

    await revoke();
    const { body } = await revoke();

    expect(body).toMatchObject({ credential_id, state: 'revoked' });
    expect(one.told().map(({ action }) => action)).toEqual([
      'stop_credential_made',
      'stop_credential_revoked',
    ]);
  });

  it('that there is not cannot be revoked', async () => {
    const { ask } = steppedUp();
    const params = { credential_id: CALLER.session_id };

    await expect(ask('revokeStopCredential', undefined, { params })).rejects.toMatchObject({
      problem: 'NOT_FOUND',
    });
  });
});
