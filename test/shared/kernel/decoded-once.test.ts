import { describe, expect, it } from 'vitest';
import { decodedOnce } from '../../../shared/kernel/decoded-once.ts';

const counting = () => {
  const decoded: string[] = [];
  const decode = decodedOnce((body) => {
    const text = Buffer.from(body).toString();
    if (text === 'bad') throw new Error('it is bad');
    decoded.push(text);
    return { text };
  });
  return { decoded, decode: (id: string, text: string) => decode(id, Buffer.from(text)) };
};

describe('decodedOnce', () => {
  it('returns the same value for the same bytes', () => {
    const { decoded, decode } = counting();

    expect(decode('a', 'one')).toBe(decode('a', 'one'));
    expect(decoded).toEqual(['one']);
  });

  it('decodes changed bytes, and the same bytes of another id', () => {
    const { decoded, decode } = counting();
    decode('a', 'one');

    expect([decode('a', 'two').text, decode('b', 'one').text, decode('a', 'one').text]).toEqual([
      'two',
      'one',
      'one',
    ]);
    expect(decoded).toEqual(['one', 'two', 'one', 'one']);
  });

  it('throws each time for bytes that cannot be decoded', () => {
    const { decode } = counting();

    expect(() => decode('a', 'bad')).toThrow('it is bad');
    expect(() => decode('a', 'bad')).toThrow('it is bad');
  });
});
