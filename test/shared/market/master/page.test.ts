import { describe, expect, it } from 'vitest';
import {
  decodePage as decode,
  encodePage,
  pageOf,
  rowsInPage,
} from '../../../../shared/market/master/page.ts';
import { MASTER_ROWS } from '../../../support/master.ts';

const decodePage = (bytes: Uint8Array) => decode(bytes, () => true);
const { infy, nifty, option } = MASTER_ROWS;

describe('a page of the instrument master', () => {
  it('returns the rows that were encoded', () => {
    expect(decodePage(encodePage([infy, nifty, option]))).toEqual([infy, nifty, option]);
  });

  it('returns the rows that a filter takes by their expiry', () => {
    const bytes = encodePage([infy, nifty, option]);

    expect(decode(bytes, (expiry) => expiry !== undefined)).toEqual([option]);
    expect(decode(bytes, (expiry) => expiry === undefined)).toEqual([infy, nifty]);
  });

  it('finds the rows of some tokens and leaves out the others', () => {
    const found = rowsInPage(encodePage([infy, nifty]), [256265, 1]);

    expect([...found]).toEqual([[256265, nifty]]);
  });

  it('leaves out what a user sets, which is in the instruments table', () => {
    const mine = { instrument: { ...infy.instrument, product: 'MIS' as const, slippage_ticks: 3 } };

    expect(decodePage(encodePage([mine]))).toEqual([{ instrument: infy.instrument }]);
  });

  it.each([
    [408065, '058'],
    [256265, '489'],
    [4_294_967_041, '511'],
  ])('has token %i on page %s', (token, page) => {
    expect(pageOf(token)).toBe(page);
  });

  it('rejects bytes that are not a page', () => {
    expect(() => decodePage(Uint8Array.of(1, 2, 3))).toThrow();
  });
});
