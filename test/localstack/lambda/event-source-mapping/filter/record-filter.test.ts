import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../../../localstack/lambda/event-source-mapping/filter/record-filter.ts';
import { record } from '../support.ts';

const passes = (patterns: unknown[], value: Buffer | string | null): boolean | undefined =>
  compileFilter(patterns)?.(record({ value: typeof value === 'string' ? Buffer.from(value) : value }));

describe('compileFilter', () => {
  it('is nothing without patterns', () => {
    expect(compileFilter([])).toBeUndefined();
  });

  it('matches a JSON message against an object', () => {
    const pattern = { value: { device_ID: [{ prefix: 'AB' }] } };

    expect(passes([pattern], '{"device_ID":"AB1234"}')).toBe(true);
    expect(passes([pattern], '{"device_ID":"CD1234"}')).toBe(false);
    expect(passes([pattern], '{}')).toBe(false);
  });

  it('matches a plain string against a list', () => {
    const pattern = { value: [{ 'anything-but': ['error'] }] };

    expect(passes([pattern], 'fine')).toBe(true);
    expect(passes([pattern], 'error')).toBe(false);
  });

  it('needs only one of several patterns', () => {
    const patterns = [{ value: { a: [1] } }, { value: { b: [2] } }];

    expect(passes(patterns, '{"b":2}')).toBe(true);
    expect(passes(patterns, '{"b":1}')).toBe(false);
  });

  it('lets a plain string pass a JSON pattern, which is not evaluated', () => {
    expect(passes([{ value: { a: [1] } }], 'not json')).toBe(true);
  });

  it('lets a JSON message pass a pattern for plain strings', () => {
    expect(passes([{ value: ['x'] }], '{"a":1}')).toBe(true);
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe])],
    ['a tombstone', null],
  ])('lets %s pass any pattern', (_, value) => {
    expect(passes([{ value: { a: [1] } }], value)).toBe(true);
    expect(passes([{ value: ['x'] }], value)).toBe(true);
  });

  it.each([[{ key: ['x'] }], [{ value: ['x'], headers: ['y'] }], ['text'], [null]])(
    'refuses %j: only the value can be filtered',
    (pattern) => {
      expect(() => compileFilter([pattern])).toThrow('value');
    },
  );

  it('refuses more than ten patterns, and one that is too long', () => {
    expect(() => compileFilter(Array.from({ length: 11 }, () => ({ value: ['x'] })))).toThrow('11');
    expect(() => compileFilter([{ value: ['x'.repeat(5_000)] }])).toThrow('4096');
  });
});
