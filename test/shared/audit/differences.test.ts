import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { differences } from '../../../shared/audit/differences.ts';
import { operatorAction } from '../../../shared/events/data/operator.ts';

describe('the differences between two items', () => {
  it('are JSON text, field by field', () => {
    const before = { engaged: false, limit: 5, gone: 'x', same: [1, 2] };
    const after = { engaged: true, limit: 7.5, same: [1, 2], come: { a: null } };

    expect(differences(before, after, ['engaged', 'limit', 'gone', 'same', 'come'])).toEqual([
      { field: 'engaged', before: 'false', after: 'true' },
      { field: 'limit', before: '5', after: '7.5' },
      { field: 'gone', before: '"x"' },
      { field: 'come', after: '{"a":null}' },
    ]);
  });

  it('of an item that is new are all that it has', () => {
    expect(differences(undefined, { a: 1 }, ['a', 'b'])).toEqual([{ field: 'a', after: '1' }]);
  });

  it('leave out a field that is not listed, because it may be a secret', () => {
    expect(differences({ token: 'old' }, { token: 'new', a: 1 }, ['a'])).toEqual([
      { field: 'a', after: '1' },
    ]);
  });

  it('are empty if only the order of a map differs', () => {
    expect(
      differences({ m: { a: 1, b: { c: 2, d: 3 } } }, { m: { b: { d: 3, c: 2 }, a: 1 } }, ['m']),
    ).toEqual([]);
  });

  it('of long values distinguish them by digest', () => {
    const tokens = Array.from({ length: 3_000 }, (_, n) => n + 1);

    const [change] = differences({ instruments: tokens }, { instruments: [...tokens, 3_001] }, [
      'instruments',
    ]);

    expect(operatorAction.shape.changes.safeParse([change]).success).toBe(true);
    expect(change?.before).toMatch(/^\{"omitted_characters":13894,"sha256":"[0-9a-f]{64}"\}$/);
    expect(change?.after).not.toBe(change?.before);
  });

  it('hold a value of exactly 2,048 characters', () => {
    const text = 'x'.repeat(2_046);

    expect(differences(undefined, { text }, ['text'])).toEqual([{ field: 'text', after: `"${text}"` }]);
    expect(differences(undefined, { text: `${text}x` }, ['text'])[0]?.after).toContain('sha256');
  });
});

describe('canonical JSON', () => {
  it.each([
    [undefined, undefined],
    [null, 'null'],
    [{ b: 1, a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}],"b":1}'],
    [{ x: undefined, y: 1 }, '{"y":1}'],
    [Uint8Array.of(1, 2), '{"$bytes":"AQI="}'],
  ])('of %o is %o', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});
