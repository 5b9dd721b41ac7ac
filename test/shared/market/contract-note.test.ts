import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChargedTrade } from '../../../shared/market/charges.ts';
import { chargesOf } from '../../../shared/market/charges.ts';
import { contractNoteOf, contractNotesOf } from '../../../shared/market/contract-note.ts';
import { add, fromRupees, toRupees, ZERO } from '../../../shared/money.ts';

const trade = (change: Partial<ChargedTrade> = {}): ChargedTrade => ({
  instrument: { segment: 'NSE', exchange: 'NSE' },
  side: 'SELL',
  price: fromRupees(100),
  quantity: 10,
  at: Date.parse('2026-05-04T10:00:00+05:30'),
  ...change,
});

describe('a contract note', () => {
  it('rounds the tax of a day once, not of each trade', () => {
    // 0.25 each: a rupee together, nothing alone.
    const trades = [trade(), trade(), trade(), trade()];

    expect(toRupees(contractNoteOf(trades).transaction_tax)).toBe(1);
    expect(toRupees(contractNoteOf([trade()]).transaction_tax)).toBe(0);
  });

  it('rounds stamp duty to the rupee, and half a rupee up', () => {
    // 0.003 % of 16,66,700 is 50.001; of 16,666.67 × 1 about 0.5.
    const buy = (price: number) => trade({ side: 'BUY', price: fromRupees(price), quantity: 1 });

    expect(toRupees(contractNoteOf([buy(1_666_700)]).stamp)).toBe(50);
    expect(toRupees(contractNoteOf([buy(16_666.67)]).stamp)).toBe(1);
    expect(toRupees(contractNoteOf([buy(16_660)]).stamp)).toBe(0);
  });

  it('leaves brokerage, exchange charge, fee and GST as they are', () => {
    const trades = [trade(), trade({ side: 'BUY', quantity: 7 })];
    const note = contractNoteOf(trades);

    for (const part of ['brokerage', 'exchange_transaction', 'sebi', 'gst'] as const) {
      expect(note[part]).toBe(add(...trades.map((each) => chargesOf(each)[part])));
    }
  });
});

describe('the contract notes of trades', () => {
  it('are one per day in India, and one more for commodities', () => {
    const gold = { segment: 'MCX-FUT', exchange: 'MCX' } as const;
    const notes = contractNotesOf([
      trade(),
      trade({ instrument: gold }),
      trade({ instrument: { segment: 'NFO-OPT', exchange: 'NFO' } }),
      trade({ at: Date.parse('2026-05-04T19:00:00Z') }),
    ]);

    expect(notes.map(({ date, market }) => `${date} ${market}`)).toEqual([
      '2026-05-04 securities',
      '2026-05-04 commodities',
      '2026-05-05 securities',
    ]);
  });

  it('are absent without trades', () => {
    expect(contractNotesOf([])).toEqual([]);
  });

  it('bill the charges of the trades plus their rounding, at most a rupee a note', () => {
    const trades = fc.array(
      fc
        .record({
          side: fc.constantFrom('BUY' as const, 'SELL' as const),
          paise: fc.integer({ min: 5, max: 10_000_000 }),
          quantity: fc.integer({ min: 1, max: 5_000 }),
          day: fc.integer({ min: 0, max: 3 }),
        })
        .map(({ side, paise, quantity, day }) =>
          trade({
            side,
            price: fromRupees(paise / 100),
            quantity,
            at: Date.parse('2026-05-04T10:00:00+05:30') + day * 86_400_000,
          }),
        ),
      { maxLength: 30 },
    );

    fc.assert(
      fc.property(trades, (all) => {
        const notes = contractNotesOf(all);
        const billed = add(...notes.map(({ charges }) => charges.total), ZERO);
        const rounding = add(...notes.map((note) => note.rounding), ZERO);

        expect(billed).toBe(add(rounding, ...all.map((each) => chargesOf(each).total)));
        expect(notes.every((note) => Math.abs(toRupees(note.rounding)) <= 1)).toBe(true);
      }),
    );
  });
});
