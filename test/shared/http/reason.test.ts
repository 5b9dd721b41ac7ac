import { expect, test } from 'vitest';
import { reason } from '../../../shared/http/reason.ts';

test('blanks around it are dropped', () => {
  expect(reason.parse('  looks wrong ')).toBe('looks wrong');
});

test.each(['', '   ', 'x'.repeat(501), 'two\nlines', '\u001b[31mred', 5])('rejects %j', (text) => {
  expect(reason.safeParse(text).success).toBe(false);
});
