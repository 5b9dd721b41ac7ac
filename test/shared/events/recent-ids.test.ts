import { describe, expect, it } from 'vitest';
import { RecentIds, RecentVerdicts } from '../../../shared/events/recent-ids.ts';

describe('recent ids', () => {
  it('distinguish a new id, a repeat and a forgery', () => {
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

  it('keep a repeat as if it had come first now', () => {
    const ids = new RecentIds(3);
    for (const id of ['a', 'b', 'c']) ids.remember(id, id);

    ids.look('a', 'a');
    for (const id of ['d', 'e']) ids.remember(id, id);

    expect(['a', 'b'].map((id) => ids.look(id, id))).toEqual(['same', 'new']);
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

  it('refuse a malformed checkpoint', () => {
    expect(() => RecentIds.decode([1], 3)).toThrow(/number pairs/);
    expect(() => RecentIds.decode([1, 'x'], 3)).toThrow(/number pairs/);
    expect(() => RecentIds.decode({}, 3)).toThrow(/number pairs/);
  });
});

describe('recent verdicts', () => {
  it('forget no accepted id because of refused ones', () => {
    const verdicts = new RecentVerdicts(3);
    verdicts.remember('filled', 1, true);

    for (let n = 0; n < 100; n += 1) verdicts.remember(`refused ${n}`, n, false);

    expect(verdicts.look('filled', 1)).toBe('same');
    expect(verdicts.look('filled', 2)).toBe('different');
    expect(verdicts.look('refused 99', 99)).toBe('same');
    expect(verdicts.look('refused 0', 0)).toBe('new');
  });

  it('come back from a checkpoint, also from an older one that had one list', () => {
    const verdicts = new RecentVerdicts(3);
    verdicts.remember('filled', 1, true);
    verdicts.remember('refused', 2, false);
    const before = new RecentIds(3);
    before.remember('filled', 1);

    const restored = RecentVerdicts.decode(JSON.parse(JSON.stringify(verdicts.encode())), 3);
    const upgraded = RecentVerdicts.decode(JSON.parse(JSON.stringify(before.encode())), 3);

    expect(['filled', 'refused'].map((id, n) => restored.look(id, n + 1))).toEqual(['same', 'same']);
    expect(upgraded.look('filled', 1)).toBe('same');
    expect(RecentVerdicts.decode([], 3).look('filled', 1)).toBe('new');
  });

  it.each([
    [{}],
    [[[1], [2, 3]]],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [[[1, 2], 3]],
  ])('refuse %j as a list', (packed) => {
    expect(() => RecentVerdicts.decode(packed, 3)).toThrow();
  });
});
