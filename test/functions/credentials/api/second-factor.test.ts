import { describe, expect, it } from 'vitest';
import { NOW } from '../../../shared/audit/world.ts';
import { CALLER_SESSION } from '../../../support/call-route.ts';
import { codeAt, FACTOR_KEY, owner, SESSION_KEY } from './owner.ts';

const MINUTE = 60_000;

describe('a second factor', () => {
  it('is enrolled by its first code, and its secret is kept encrypted and told nowhere', async () => {
    const { ask, tables, told } = owner();

    const { status, body } = await ask('enrolSecondFactor', {});
    const { secret, otpauth_uri } = body as { readonly secret: string; readonly otpauth_uri: string };
    await ask('confirmSecondFactor', { code: codeAt(secret, NOW) });

    expect(status).toBe(201);
    expect(new URL(otpauth_uri).searchParams.get('secret')).toBe(secret);
    const item = tables.peek('credentials', FACTOR_KEY);
    expect(item).toMatchObject({ enrolled_at: new Date(NOW).toISOString(), version: 2 });
    expect(item).not.toHaveProperty('pending');
    expect(JSON.stringify([item, told()])).not.toContain(secret);
    expect(told().map(({ action }) => action)).toEqual(['second_factor_changed', 'second_factor_changed']);
  });

  it('is not enrolled by another code, nor later than a quarter of an hour', async () => {
    const { ask, tables } = owner();
    const { body } = await ask('enrolSecondFactor', {});
    const { secret } = body as { readonly secret: string };
    const late = NOW + 15 * MINUTE + 1;

    await expect(
      ask('confirmSecondFactor', { code: codeAt(secret, NOW + 5 * MINUTE) }),
    ).rejects.toMatchObject({
      problem: 'CODE_REFUSED',
    });
    await expect(
      ask('confirmSecondFactor', { code: codeAt(secret, late) }, { now: late }),
    ).rejects.toMatchObject({
      problem: 'NOT_FOUND',
    });
    expect(tables.peek('credentials', FACTOR_KEY)).not.toHaveProperty('secret');
  });

  it('is enrolled for the first time soon after logging in, and not with an older login', async () => {
    const { ask, tables } = owner();
    const old = { logged_in_at: new Date(NOW - 10 * MINUTE - 1).toISOString() };
    tables.put('sessions', { ...CALLER_SESSION, pending_events: [], ...old });

    await expect(ask('enrolSecondFactor', {})).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    expect(tables.peek('credentials', FACTOR_KEY)).toBeUndefined();
  });

  it('is replaced with a code of the one before, which holds until then', async () => {
    const { ask, enrol } = owner();
    const first = await enrol();
    const at = NOW + 20 * MINUTE;

    await expect(ask('enrolSecondFactor', {}, { now: at })).rejects.toMatchObject({
      problem: 'CONFIRMATION_REQUIRED',
    });
    const { body } = await ask('enrolSecondFactor', { code: codeAt(first, at) }, { now: at });
    const { secret: second } = body as { readonly secret: string };
    await ask('stepUp', { code: codeAt(first, at + MINUTE) }, { now: at + MINUTE });
    await ask('confirmSecondFactor', { code: codeAt(second, at + MINUTE) }, { now: at + MINUTE });

    const last = at + 2 * MINUTE;
    await expect(ask('stepUp', { code: codeAt(first, last) }, { now: last })).rejects.toMatchObject({
      problem: 'CODE_REFUSED',
    });
    await ask('stepUp', { code: codeAt(second, last) }, { now: last });
  });

  it('is not enrolled with a session that has ended', async () => {
    const { ask, tables } = owner();
    tables.put('sessions', { ...tables.peek('sessions', SESSION_KEY), state: 'ended' });

    await expect(ask('enrolSecondFactor', {})).rejects.toMatchObject({ problem: 'SESSION_NOT_FOUND' });
    expect(tables.peek('credentials', FACTOR_KEY)).toBeUndefined();
  });
});
