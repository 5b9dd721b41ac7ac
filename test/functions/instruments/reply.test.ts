import { describe, expect, it } from 'vitest';
import { replyOf } from '../../../functions/instruments/reply.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';

describe('the reply to a person who invoked the loader', () => {
  it('has code and message of a file that was refused', () => {
    const error = new AlphaPandaError('SHORT_FILE', 'this is a part of a file: fetch it again');

    expect(replyOf({ kind: 'failed', error })).toEqual({
      outcome: 'failed',
      code: 'SHORT_FILE',
      message: 'this is a part of a file: fetch it again',
    });
  });

  it('has day, rows and what was left out of a load', () => {
    const head = {
      ...{ master_version: '2026-11-30#ab', format: 1 as const, day: '2026-11-30', rows: 2 },
      ...{ segments: { NSE: 2 }, file_digest: 'f', digest: 'd', loaded_at: '2026-11-30T03:05:00.000Z' },
    };
    const leftOut = new Map([['segment XYZ', 3]]);

    expect(replyOf({ kind: 'loaded', load: { written: true, head, leftOut } })).toEqual({
      ...{ outcome: 'loaded', written: true, day: '2026-11-30', rows: 2, version: '2026-11-30#ab' },
      left_out: { 'segment XYZ': 3 },
    });
  });

  it.each([
    [{ kind: 'no_trading_day' } as const, 'no exchange trades today: load with {"now":true}'],
    [{ kind: 'loaded_before', version: '2026-11-30#ab' } as const, 'load again with {"now":true}'],
  ])('says how to load after %j', (run, message) => {
    expect(replyOf(run)).toMatchObject({ outcome: run.kind, message });
  });
});
