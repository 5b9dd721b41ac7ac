import type { Run } from './run.ts';

/** What a person who invoked the function reads; a schedule reads nothing. */
export const replyOf = (run: Run): Readonly<Record<string, unknown>> => {
  switch (run.kind) {
    case 'no_trading_day':
      return { outcome: run.kind, message: 'no exchange trades today: load with {"now":true}' };
    case 'loaded_before':
      return { outcome: run.kind, version: run.version, message: 'load again with {"now":true}' };
    case 'loaded': {
      const { written, head, leftOut } = run.load;
      const { day, rows, master_version: version } = head;
      return { outcome: run.kind, written, day, rows, version, left_out: Object.fromEntries(leftOut) };
    }
    case 'failed':
      return { outcome: run.kind, code: run.error.code, message: run.error.message };
    default:
      return run satisfies never;
  }
};
