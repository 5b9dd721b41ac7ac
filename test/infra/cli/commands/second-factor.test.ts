import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const AT = '2026-03-02T03:45:41.000Z';

describe('cli second-factor', () => {
  it('prints a new secret, with a code of the one before where there is one', async () => {
    const { api, run } = await commandUnderTest({
      'POST /auth/second-factor': {
        status: 201,
        body: { secret: SECRET, otpauth_uri: `otpauth://totp/x?secret=${SECRET}` },
      },
    });

    const { out } = await run(['second-factor', 'enrol']);
    await run(['second-factor', 'enrol', '--code', '123456']);

    expect(out).toContain(`secret  ${SECRET}`);
    expect(api.received.map(({ body }) => body)).toEqual([{}, { code: '123456' }]);
  });

  it('confirms with the code that is piped in', async () => {
    const { api, run } = await commandUnderTest({
      'POST /auth/second-factor/confirm': { body: { enrolled_at: AT } },
    });

    const { out } = await run(['second-factor', 'confirm'], '123456\n');

    expect(out).toBe('Enrolled at 2026-03-02 09:15:41 IST.\n');
    expect(api.received.map(({ body }) => body)).toEqual([{ code: '123456' }]);
  });
});

describe('cli step-up', () => {
  it('shows the code that is piped in', async () => {
    const { api, run } = await commandUnderTest({
      'POST /auth/step-up': { body: { stepped_up_until: AT } },
    });

    const { out } = await run(['step-up'], '123456\n');

    expect(out).toBe('Stepped up until 2026-03-02 09:15:41 IST.\n');
    expect(api.received.map(({ body }) => body)).toEqual([{ code: '123456' }]);
  });

  it('is what a command that needs it names, and no login', async () => {
    const { run } = await commandUnderTest({
      'POST /auth/stop-credentials': {
        status: 403,
        body: { code: 'STEP_UP_REQUIRED', detail: 'this loosens what is live' },
      },
    });

    const { exitCode, err } = await run(['stop-tokens', 'make', '--label', 'phone']);

    expect(exitCode).toBe(1);
    expect(err).toContain(
      'STEP_UP_REQUIRED: this loosens what is live; send a code with npm run cli -- step-up',
    );
  });
});
