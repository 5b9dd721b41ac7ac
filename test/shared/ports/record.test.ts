import { expect, test } from 'vitest';
import { headerOf } from '../../../shared/ports/record.ts';

test('gives the value of a header, and nothing where there is none', () => {
  const record = { headers: [['origin', Buffer.from('here')]] } as const;

  expect(headerOf(record, 'origin')?.toString()).toBe('here');
  expect(headerOf(record, 'reason')).toBeUndefined();
});
