import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';

const action = {
  event_id: '850f9306-798f-5a2e-917c-04556bea54c8',
  correlation_id: '521a6e83-1eb4-538c-982c-d2f3a4d8cf77',
  action: 'strategy_updated',
  subject: 'rsi-demo',
  actor: { user_id: 'DEMO01', address_hash: 'k1.AAAAAAAAAAAAAAAAAAAAAA' },
  reason: 'calmer market',
  changes: [
    { field: 'parameters', before: '{"quantity":5}', after: JSON.stringify({ text: 'x'.repeat(100) }) },
    { field: 'type', after: '"rsi"' },
  ],
  at: '2026-03-02T03:45:41.250Z',
};

describe('cli audit', () => {
  it('shows who did what, why, and what changed, long values cut', async () => {
    const { run } = await commandUnderTest({ 'GET /audit': { body: { items: [action] } } });

    const { out } = await run(['audit']);

    const [, line = ''] = out.split('\n');
    expect(line).toContain(
      '2026-03-02 09:15:41  DEMO01  k1.AAAAAAAAAAAAAAAAAAAAAA  strategy_updated  rsi-demo  calmer market',
    );
    expect(line).toContain('parameters {"quantity":5} → {"text":"xxx');
    expect(line).toMatch(/…; type none → "rsi"$/);
  });

  it('asks for one kind of action of one user', async () => {
    const { api, run } = await commandUnderTest({ 'GET /audit': { body: { items: [] } } });

    const { exitCode } = await run(['audit', '--action', 'kill_switch_engaged', '--user', 'DEMO01']);

    expect(exitCode).toBe(0);
    expect(api.received[0]?.query).toMatchObject({ action: 'kill_switch_engaged', user_id: 'DEMO01' });
  });
});
