import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';
import { trace } from '../support/rows.ts';

const PATH = `/traces/${trace.correlation_id}`;

describe('cli trace', () => {
  it('shows each effect under its cause', async () => {
    const { run } = await commandUnderTest({ [`GET ${PATH}`]: { body: trace } });

    const { out } = await run(['trace', trace.correlation_id]);

    expect(out.split('\n')).toEqual([
      'trace 521a6e83-1eb4-538c-982c-d2f3a4d8cf77, 2026-03-02 09:15:41 IST',
      'TIME (IST)    BROKER  EVENT                WHAT',
      '09:15:41.250  shared  market_tick          408065 at ₹1,506.20',
      '09:15:41.250  paper     trading_signal     SELL 10 of 408065 at ₹1,506.20 by momentum-demo',
      '09:15:41.250  paper       rejected_signal  KILL_SWITCH: looks wrong',
      '',
    ]);
  });

  it('prints that the trace has more entries', async () => {
    const { run } = await commandUnderTest({ [`GET ${PATH}`]: { body: { ...trace, truncated: true } } });

    expect((await run(['trace', trace.correlation_id])).out).toContain('… truncated');
  });

  it('prints the trace as JSON unchanged', async () => {
    const { run } = await commandUnderTest({ [`GET ${PATH}`]: { body: trace } });

    const { out } = await run(['trace', trace.correlation_id, '--json']);

    expect(JSON.parse(out)).toEqual(trace);
  });
});
