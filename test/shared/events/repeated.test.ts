import { describe, expect, it } from 'vitest';
import { RecentIds } from '../../../shared/events/recent-ids.ts';
import { contentOf, isRepeated } from '../../../shared/events/repeated.ts';
import { failed } from '../../functions/portfolio-manager/fixtures.ts';

const event = failed();

const remembering = () => {
  const recent = new RecentIds(4);
  recent.remember(event.id, contentOf(event));
  return recent;
};

describe('an event', () => {
  it('is no repeat of what is not remembered', () => {
    expect(isRepeated(new RecentIds(4), event)).toBe(false);
  });

  it('is a repeat of the same content, also with another cause', () => {
    expect(isRepeated(remembering(), { ...event, source: 'another' })).toBe(true);
  });

  it.each([
    ['time', { ...event, ts: '2026-01-01T00:00:00.000Z' }],
    ['data', { ...event, data: { ...event.data, quantity: 11 } }],
  ])('is poison with the id of another event, with another %s', (_, other) => {
    expect(() => isRepeated(remembering(), other)).toThrow(expect.objectContaining({ code: 'DUPLICATE_ID' }));
  });
});
