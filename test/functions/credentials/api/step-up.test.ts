import { describe, expect, it } from 'vitest';
import { NOW } from '../../../shared/audit/world.ts';
import { CALLER_SESSION } from '../../../support/call-route.ts';
import { codeAt, FACTOR_KEY, owner, SESSION_KEY } from './owner.ts';

const LATER = NOW + 60_000;

describe('stepUp', () => {
  it('notes in the session for how long its user may loosen what is live, and tells it', async () => {
    const { ask, enrol, tables } = owner();
    const secret = await enrol();

    const { body } = await ask('stepUp', { code: codeAt(secret, LATER) }, { now: LATER });

    const until = new Date(LATER + 5 * 60_000).toISOString();
    expect(body).toEqual({ stepped_up_until: until });
    const session = tables.peek('sessions', SESSION_KEY);
    expect(session).toMatchObject({ stepped_up_until: until, session_id: CALLER_SESSION.session_id });
    expect(JSON.stringify(session?.pending_events)).toContain('stepped_up');
    expect(JSON.stringify(session)).not.toContain(secret);
  });

  it('accepts a code once', async () => {
    const { ask, enrol } = owner();
    const secret = await enrol();
    const code = codeAt(secret, LATER);
    await ask('stepUp', { code }, { now: LATER });

    await expect(ask('stepUp', { code }, { now: LATER + 1_000 })).rejects.toMatchObject({
      problem: 'CODE_REFUSED',
    });
  });

  it('refuses a wrong code, and after five attempts all of them for a while', async () => {
    const { ask, enrol, tables } = owner();
    const secret = await enrol();
    const at = NOW + 900_000;
    const wrong = String((Number(codeAt(secret, at)) + 1) % 1_000_000).padStart(6, '0');
    for (let attempt = 0; attempt < 5; attempt += 1)
      await expect(ask('stepUp', { code: wrong }, { now: at })).rejects.toMatchObject({
        problem: 'CODE_REFUSED',
      });

    await expect(ask('stepUp', { code: codeAt(secret, at) }, { now: at })).rejects.toMatchObject({
      problem: 'RATE_LIMITED',
    });
    expect(tables.peek('sessions', SESSION_KEY)).not.toHaveProperty('stepped_up_until');
    await ask('stepUp', { code: codeAt(secret, at + 900_000) }, { now: at + 900_000 });
  });

  it('says what to do where no second factor is enrolled, or none was confirmed', async () => {
    const { ask } = owner();

    await expect(ask('stepUp', { code: '123456' })).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    await ask('enrolSecondFactor', {});
    await expect(ask('stepUp', { code: '123456' })).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
  });

  it.each([{ state: 'ended' }, { session_id: '7b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42' }])(
    'changes nothing of a session that is %o',
    async (change) => {
      const { ask, enrol, tables } = owner();
      const secret = await enrol();
      tables.put('sessions', { ...tables.peek('sessions', SESSION_KEY), ...change });

      await expect(ask('stepUp', { code: codeAt(secret, LATER) }, { now: LATER })).rejects.toMatchObject({
        problem: 'SESSION_NOT_FOUND',
      });
      expect(tables.peek('sessions', SESSION_KEY)).not.toHaveProperty('stepped_up_until');
    },
  );

  it('encrypts the secret again after its key was replaced', async () => {
    const { ask, enrol, services, tables } = owner();
    const secret = await enrol();
    const old = { ...services.secrets, isOld: async () => true };
    Object.assign(services, { secrets: old });
    const before = tables.peek('credentials', FACTOR_KEY);

    await ask('stepUp', { code: codeAt(secret, LATER) }, { now: LATER });

    const after = tables.peek('credentials', FACTOR_KEY);
    expect(after).toMatchObject({ version: Number(before?.version) + 1 });
    expect(after?.secret).not.toEqual(before?.secret);
    await ask('stepUp', { code: codeAt(secret, LATER + 60_000) }, { now: LATER + 60_000 });
  });

  it('is for owners', async () => {
    const { ask } = owner();

    await expect(ask('stepUp', { code: '123456' }, { role: 'viewer' })).rejects.toMatchObject({
      problem: 'NOT_PERMITTED',
    });
  });
});
