import { describe, expect, it } from 'vitest';
import { RecentIds } from '../../../shared/events/recent-ids.ts';

describe('recent ids', () => {
  it('tell a new id from a repeat, and a repeat from a forgery', () => {
    const ids = new RecentIds(4);
    ids.remember('a', { quantity: 1 });

    expect(ids.look('b', { quantity: 1 })).toBe('new');
    expect(ids.look('a', { quantity: 1 })).toBe('same');
    expect(ids.look('a', { quantity: 2 })).toBe('different');
  });

  it('remember nothing by looking', () => {
    const ids = new RecentIds(4);

    ids.look('a', 1);

    expect(ids.look('a', 1)).toBe('new');
  });

  it('forget the oldest first and never hold more than their capacity', () => {
    const ids = new RecentIds(3);

    for (const id of ['a', 'b', 'c', 'd']) ids.remember(id, id);

    expect(ids.look('a', 'a')).toBe('new');
    expect(['b', 'c', 'd'].map((id) => ids.look(id, id))).toEqual(['same', 'same', 'same']);
    expect(ids.encode()).toHaveLength(6);
  });

  it('are the same after a checkpoint, the order of forgetting included', () => {
    const ids = new RecentIds(3);
    for (const id of ['a', 'b', 'c']) ids.remember(id, id);

    const restored = RecentIds.decode(JSON.parse(JSON.stringify(ids.encode())), 3);
    restored.remember('d', 'd');

    expect(restored.look('a', 'a')).toBe('new');
    expect(restored.look('b', 'b')).toBe('same');
  });

  it('refuse a checkpoint that is none', () => {
    expect(() => RecentIds.decode([1], 3)).toThrow(/number pairs/);
    expect(() => RecentIds.decode([1, 'x'], 3)).toThrow(/number pairs/);
    expect(() => RecentIds.decode({}, 3)).toThrow(/number pairs/);
  });
});
