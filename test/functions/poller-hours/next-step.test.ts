import { describe, expect, test } from 'vitest';
import { type Direction, nextStep, type Seen, type Step } from '../../../functions/poller-hours/next-step.ts';
import type { Mark } from '../../../shared/poller-hours/marks.ts';

const CHANGED = '2026-11-27T10:15:20.123Z';
const LATER = '2026-11-27T20:00:00.000Z';
const NOW = Date.parse('2026-11-30T03:20:00.000Z');
const COMPLETE: Mark = { disabledAt: Date.parse('2026-11-27T10:15:00.000Z'), lastModified: CHANGED };
const OLD_INTENT: Mark = { disabledAt: COMPLETE.disabledAt };
const INTENT: Mark = { disabledAt: NOW - 60_000 };

const stepFor = (to: Direction, state: string, mark: Mark | undefined, change: Partial<Seen> = {}): Step =>
  nextStep(to, {
    mapping: { state, lastModified: CHANGED, isProvisioned: true },
    mark,
    disabledHere: false,
    now: NOW,
    ...change,
  });

describe('the next step for an enabled mapping', () => {
  test.each<[to: Direction, mark: Mark | undefined, step: Step]>([
    ['off', undefined, 'disable'],
    ['off', COMPLETE, 'disable'],
    ['off', INTENT, 'disable'],
    ['on', undefined, 'done'],
    ['on', COMPLETE, 'clear'],
    ['adopt', undefined, 'done'],
    ['adopt', COMPLETE, 'clear'],
  ])('on the way to %s with mark %j is %s', (to, mark, step) => {
    expect(stepFor(to, 'Enabled', mark)).toBe(step);
  });

  test('without provisioned pollers is done, because its pollers cost nothing', () => {
    const mapping = { state: 'Enabled', lastModified: CHANGED, isProvisioned: false };

    expect(stepFor('off', 'Enabled', undefined, { mapping })).toBe('done');
  });
});

describe('the next step for a disabled mapping', () => {
  test.each<[to: Direction, mark: Mark | undefined, step: Step]>([
    ['on', COMPLETE, 'enable'],
    ['on', undefined, 'leave'],
    ['on', OLD_INTENT, 'refuse'],
    ['on', INTENT, 'wait'],
    ['off', COMPLETE, 'done'],
    ['off', undefined, 'leave'],
    ['off', OLD_INTENT, 'refuse'],
    ['off', INTENT, 'wait'],
    ['adopt', COMPLETE, 'done'],
    ['adopt', undefined, 'mark'],
    ['adopt', OLD_INTENT, 'mark'],
  ])('on the way to %s with mark %j is %s', (to, mark, step) => {
    expect(stepFor(to, 'Disabled', mark)).toBe(step);
  });

  test.each<[to: Direction, step: Step]>([
    ['on', 'refuse'],
    ['off', 'refuse'],
    ['adopt', 'mark'],
  ])('that changed after its mark, on the way to %s, is %s', (to, step) => {
    const mapping = { state: 'Disabled', lastModified: LATER, isProvisioned: true };

    expect(stepFor(to, 'Disabled', COMPLETE, { mapping })).toBe(step);
  });

  test.each([undefined, INTENT, OLD_INTENT])('that this run disabled is to mark it, mark %j', (mark) => {
    expect(stepFor('off', 'Disabled', mark, { disabledHere: true })).toBe('mark');
  });

  test('without provisioned pollers that carries a mark is to enable it', () => {
    const mapping = { state: 'Disabled', lastModified: CHANGED, isProvisioned: false };

    expect(stepFor('on', 'Disabled', COMPLETE, { mapping })).toBe('enable');
  });
});

test.each(['Creating', 'Enabling', 'Disabling', 'Updating'])(
  'the next step for a mapping that is %s is to wait',
  (state) => {
    for (const to of ['on', 'off', 'adopt'] as const) {
      for (const mark of [undefined, COMPLETE, INTENT]) expect(stepFor(to, state, mark)).toBe('wait');
    }
  },
);

test('a mapping that is being deleted needs no step', () => {
  expect(stepFor('on', 'Deleting', COMPLETE)).toBe('done');
});
