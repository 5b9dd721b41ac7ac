import { describe, expect, test } from 'vitest';
import {
  isBeingDisabled,
  isDisabledByPollerHours,
  markItemOf,
  readMark,
  type StoredMark,
} from '../../../shared/poller-hours/marks.ts';

const LAST_MODIFIED = '2026-11-30T10:15:07.123Z';
const INTENT = { disabledAt: Date.parse('2026-11-30T10:15:00.000Z') };
const COMPLETE = { ...INTENT, lastModified: LAST_MODIFIED };
const MINUTE = 60_000;

describe('a mark', () => {
  test.each<StoredMark>([{ version: 1, mark: INTENT }, { version: 2, mark: COMPLETE }, { version: 3 }])(
    '%j is read from its item',
    (stored) => {
      expect(readMark(markItemOf('a', stored))).toEqual(stored);
    },
  );

  test('is refused if its item is malformed', () => {
    expect(() =>
      readMark({ broker: 'poller-hours', control: 'a', version: 1, disabled_at: 'today' }),
    ).toThrow('disabled_at');
  });
});

test('a mapping is disabled by poller hours if it is disabled and has not changed since its mark', () => {
  const mapping = { state: 'Disabled', lastModified: LAST_MODIFIED };

  expect(isDisabledByPollerHours(mapping, COMPLETE)).toBe(true);
  expect(isDisabledByPollerHours(mapping, undefined)).toBe(false);
  expect(isDisabledByPollerHours(mapping, INTENT)).toBe(false);
  expect(isDisabledByPollerHours({ ...mapping, state: 'Enabled' }, COMPLETE)).toBe(false);
  expect(isDisabledByPollerHours({ ...mapping, lastModified: '2026-11-30T12:00:00.000Z' }, COMPLETE)).toBe(
    false,
  );
});

test('a mapping is being disabled for fifteen minutes, until its mark is complete', () => {
  const { disabledAt } = INTENT;

  expect(isBeingDisabled(INTENT, disabledAt + 14 * MINUTE)).toBe(true);
  expect(isBeingDisabled(INTENT, disabledAt + 15 * MINUTE)).toBe(false);
  expect(isBeingDisabled(COMPLETE, disabledAt + MINUTE)).toBe(false);
  expect(isBeingDisabled(undefined, disabledAt)).toBe(false);
});
