import { describe, expect, it } from 'vitest';
import { compileObjectPattern } from '../../../../../localstack/lambda/event-source-mapping/filter/event-pattern.ts';

const matches = (pattern: unknown, document: unknown): boolean => compileObjectPattern(pattern)(document);

describe('compileObjectPattern', () => {
  it.each([
    ['equal text', { a: ['x'] }, { a: 'x' }, { a: 'X' }],
    ['equal number', { a: [5] }, { a: 5.0 }, { a: '5' }],
    ['equal boolean', { a: [true] }, { a: true }, { a: 'true' }],
    ['null', { a: [null] }, { a: null }, {}],
    ['empty text', { a: [''] }, { a: '' }, { a: null }],
    ['one of several', { a: ['x', 'y'] }, { a: 'y' }, { a: 'z' }],
    ['all fields', { a: ['x'], b: ['y'] }, { a: 'x', b: 'y' }, { a: 'x' }],
    ['nested fields', { a: { b: { c: [1] } } }, { a: { b: { c: 1 } } }, { a: { b: 1 } }],
    ['any item of a list', { a: ['x'] }, { a: ['y', 'x'] }, { a: ['y'] }],
    ['any object of a list', { a: { b: [2] } }, { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }] }],
    ['prefix', { a: [{ prefix: 'AB' }] }, { a: 'ABC' }, { a: 'XAB' }],
    ['suffix', { a: [{ suffix: '.png' }] }, { a: 'x.png' }, { a: 'x.pngx' }],
    ['prefix of any case', { a: [{ prefix: { 'equals-ignore-case': 'ab' } }] }, { a: 'ABC' }, { a: 'BAC' }],
    ['equal but for case', { a: [{ 'equals-ignore-case': 'nifty' }] }, { a: 'NIFTY' }, { a: 'NIFTY50' }],
    ['anything but', { a: [{ 'anything-but': ['x', 1] }] }, { a: 'y' }, { a: 1 }],
    ['anything but, absent', { a: [{ 'anything-but': 'x' }] }, { a: null }, {}],
    ['anything but a prefix', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'yx' }, { a: 'xy' }],
    ['number equal', { a: [{ numeric: ['=', 3.1e2] }] }, { a: 310 }, { a: 311 }],
    ['number in a range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, { a: 0 }],
    ['number, not text', { a: [{ numeric: ['>', 0] }] }, { a: 1 }, { a: '1' }],
    ['exists', { a: [{ exists: true }] }, { a: null }, { b: 1 }],
    ['does not exist', { a: [{ exists: false }] }, { b: 1 }, { a: 0 }],
    ['exists is about leaves', { a: [{ exists: false }] }, { a: { b: 1 } }, { a: 1 }],
    ['wildcard', { a: [{ wildcard: 'NSE:*-EQ' }] }, { a: 'NSE:INFY-EQ' }, { a: 'NSE:INFY' }],
    ['wildcard with several stars', { a: [{ wildcard: '*a*b*' }] }, { a: 'xaxbx' }, { a: 'xbxax' }],
    ['wildcard without overlap', { a: [{ wildcard: 'ab*ba' }] }, { a: 'abba' }, { a: 'aba' }],
    ['wildcard with an escaped star', { a: [{ wildcard: 'a\\*b' }] }, { a: 'a*b' }, { a: 'axb' }],
    ['$or', { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, { a: 2, b: 1 }],
    ['$or beside a field', { c: [3], $or: [{ a: [1] }, { b: [2] }] }, { a: 1, c: 3 }, { a: 1 }],
    ['own fields only', { constructor: [{ exists: false }] }, { a: 1 }, { constructor: 'x' }],
  ])('%s', (_, pattern, matching, other) => {
    expect(matches(pattern, matching)).toBe(true);
    expect(matches(pattern, other)).toBe(false);
  });

  it.each([
    ['a scalar where a list belongs', { a: 'x' }, 'a'],
    ['an empty list', { a: [] }, 'a'],
    ['an empty pattern', {}, 'root'],
    ['an unknown rule', { a: { b: [{ like: 'x' }] } }, 'a.b'],
    ['two rules in one object', { a: [{ prefix: 'x', suffix: 'y' }] }, 'a'],
    ['a list in a list', { a: [['x']] }, 'a'],
    ['a wrong comparison', { a: [{ numeric: ['!=', 1] }] }, 'a'],
    ['half a range', { a: [{ numeric: ['>', 1, '<'] }] }, 'a'],
    ['a prefix that is no text', { a: [{ prefix: 1 }] }, 'a'],
    ['consecutive stars', { a: [{ wildcard: 'a**' }] }, 'a'],
    ['a single $or', { $or: [{ a: [1] }] }, 'root'],
    ['exists that is no boolean', { a: [{ exists: 'yes' }] }, 'a'],
  ])('refuses %s and names the place', (_, pattern, place) => {
    expect(() => compileObjectPattern(pattern)).toThrow(place);
  });
});
