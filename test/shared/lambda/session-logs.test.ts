import { describe, expect, it } from 'vitest';
import { reportDenial, reportLostEvent, reportTampered } from '../../../shared/lambda/session-logs.ts';

/** A log that keeps its lines. */
const memoryLog = () => {
  const lines: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  const at =
    (level: string) =>
    (message: unknown, fields?: unknown): void => {
      lines.push({ level, message: String(message), fields });
    };
  return { lines, log: { error: at('error'), warn: at('warn'), info: at('info') } };
};

describe('the log of sessions', () => {
  it('has an error for a tampered session, which is also counted', () => {
    const { lines, log } = memoryLog();

    const counted: string[] = [];

    reportTampered(log, (metric) => counted.push(metric))('AB1234', 'its seal is invalid');

    expect(counted).toEqual(['sessionsTampered']);

    expect(lines).toMatchObject([
      { level: 'error', fields: { user_id: 'AB1234', problem: 'its seal is invalid' } },
    ]);
  });

  it('has a warning for a pending audit entry, and an error with the event for a lost one', () => {
    const { lines, log } = memoryLog();

    reportLostEvent(log)(new Error('unreachable'));
    reportLostEvent(log)(new Error('unreachable'), { id: 'e1' });

    expect(lines).toMatchObject([
      { level: 'warn', fields: { error_message: 'unreachable' } },
      { level: 'error', fields: { event: { id: 'e1' } } },
    ]);
  });

  it('has the reason and origin of each denial, as an error only if the reason was unforeseen', async () => {
    const { lines, log } = memoryLog();
    const counted: string[] = [];
    const report = reportDenial(log, async (metric) => {
      counted.push(metric);
    });
    const origin = { addressHash: 'k1.AAAAAAAAAAAAAAAAAAAAAA', userAgent: 'curl/8' };

    await report({ reason: 'session_ended', userId: 'AB1234', origin });
    await report({
      reason: 'unforeseen',
      thrown: new Error('a bug, with a-token in it'),
      origin,
      metric: 'decisionsFailed',
    });

    expect(counted).toEqual(['decisionsFailed']);

    expect(lines).toMatchObject([
      {
        level: 'info',
        fields: {
          reason: 'session_ended',
          user_id: 'AB1234',
          address_hash: origin.addressHash,
          user_agent: 'curl/8',
        },
      },
      { level: 'error', fields: { reason: 'unforeseen', error_name: 'Error' } },
    ]);
    expect(JSON.stringify(lines)).not.toContain('a-token');
  });
});
