import { expect, test } from 'vitest';
import { headerOf } from '../../../shared/ports/record.ts';

test('returns the value of a header, or undefined without one', () => {
  const record = { headers: [['origin', Buffer.from('here')]] } as const;

  expect(headerOf(record, 'origin')?.toString()).toBe('here');
  expect(headerOf(record, 'reason')).toBeUndefined();
});
