import { expect, it } from 'vitest';
import { ContractNotes } from '../../../localstack/backtest/contract-notes.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { toRupees } from '../../../shared/money.ts';
import { fill, RELIANCE } from './fixtures.ts';

const SHARE: Instrument = {
  instrument_token: RELIANCE,
  tradingsymbol: 'RELIANCE',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};

const filled = (name: string, side: 'BUY' | 'SELL', price: number) => fill(name, side, price, 1).data;

const at = (day: string): number => Date.parse(`${day}T10:00:00+05:30`);

it('says what the rounding of the notes of two days adds', () => {
  const notes = new ContractNotes();
  // 10 at 2,500: tax of 6.25 on the sale, stamp duty of 0.75 on the purchase.
  notes.add(filled('a', 'BUY', 2_500), at('2026-05-04'));
  notes.add(filled('b', 'SELL', 2_500), at('2026-05-04'));
  notes.add(filled('c', 'SELL', 2_500), at('2026-05-05'));

  const { notes: count, rounding } = notes.bill(new Map([[RELIANCE, SHARE]]));

  expect(count).toBe(2);
  expect(toRupees(rounding)).toBe(-0.25 + 0.25 - 0.25);
});

it('leaves fills of unknown instruments out', () => {
  const notes = new ContractNotes();
  notes.add(filled('a', 'BUY', 2_500), at('2026-05-04'));

  expect(notes.bill(new Map())).toEqual({ notes: 0, rounding: 0 });
});
