import { describe, expect, it, test } from 'vitest';
import { stepOfCode, totpCode, totpSecretOf, totpStep, totpStepEnd } from '../../../shared/auth/totp.ts';

/** `12345678901234567890`, the secret of RFC 6238's test vectors, in base32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code by time', () => {
  // RFC 6238, appendix B, SHA-1: the last six of their eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is the value of the RFC at second %d', (seconds, code) => {
    expect(totpCode(RFC_SECRET, totpStep(seconds * 1_000))).toBe(code);
  });

  it('is taken in its step, the one before and the one after, and not beyond', () => {
    const at = Date.parse('2026-06-16T04:30:10.000Z');
    const step = totpStep(at);

    for (const away of [-1, 0, 1])
      expect(stepOfCode(RFC_SECRET, totpCode(RFC_SECRET, step + away), at)).toBe(step + away);
    for (const away of [-2, 2])
      expect(stepOfCode(RFC_SECRET, totpCode(RFC_SECRET, step + away), at)).toBeUndefined();
    expect(stepOfCode(RFC_SECRET, '', at)).toBeUndefined();
    expect(stepOfCode(totpSecretOf(Buffer.alloc(20)), totpCode(RFC_SECRET, step), at)).toBeUndefined();
  });

  it('is remembered for as long as it could be taken', () => {
    const step = totpStep(1_000_000_000_000);
    const code = totpCode(RFC_SECRET, step);

    expect(stepOfCode(RFC_SECRET, code, totpStepEnd(step) - 1)).toBe(step);
    expect(stepOfCode(RFC_SECRET, code, totpStepEnd(step))).toBeUndefined();
  });
});

test('a secret is its bytes in base32', () => {
  expect(totpSecretOf(Buffer.from('12345678901234567890'))).toBe(RFC_SECRET);
});
