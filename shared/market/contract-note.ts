import { add, fromRupees, type Money, subtract, toTick } from '../money.ts';
import type { ChargedInstrument } from './charge-schedules.ts';
import { type ChargedTrade, type Charges, chargesOf } from './charges.ts';
import { istDate } from './ist.ts';

/** What a broker bills for one day. Commodities have a note of their own, because their tax is another one. */
export interface ContractNote {
  /** `YYYY-MM-DD` in India. */
  readonly date: string;
  readonly market: 'securities' | 'commodities';
  /** Transaction tax and stamp duty are whole rupees. */
  readonly charges: Charges;
  /** What the rounding adds to the charges of the trades; negative where it takes away. */
  readonly rounding: Money;
}

const RUPEE = fromRupees(1);

const rounded = (charges: readonly Charges[]): Charges => {
  const sum = (part: keyof Charges): Money => add(...charges.map((each) => each[part]));
  const parts = {
    brokerage: sum('brokerage'),
    transaction_tax: toTick(sum('transaction_tax'), RUPEE),
    exchange_transaction: sum('exchange_transaction'),
    sebi: sum('sebi'),
    stamp: toTick(sum('stamp'), RUPEE),
    gst: sum('gst'),
  };
  return { ...parts, total: add(...Object.values(parts)) };
};

/** The charges of a day's trades, with transaction tax and stamp duty rounded to the rupee as one sum each. */
export const contractNoteOf = (trades: readonly ChargedTrade[]): Charges => rounded(trades.map(chargesOf));

const marketOf = ({ exchange }: ChargedInstrument): ContractNote['market'] =>
  exchange === 'MCX' || exchange === 'NCO' ? 'commodities' : 'securities';

const noteOf = (trades: readonly ChargedTrade[]): ContractNote[] => {
  const [first] = trades;
  if (first === undefined) return [];
  const exact = trades.map(chargesOf);
  const charges = rounded(exact);
  const rounding = subtract(charges.total, add(...exact.map(({ total }) => total)));
  return [{ date: istDate(first.at), market: marketOf(first.instrument), charges, rounding }];
};

/** The contract notes of trades, in the order of their first trades. */
export const contractNotesOf = (trades: readonly ChargedTrade[]): readonly ContractNote[] => {
  const notes = Map.groupBy(trades, ({ instrument, at }) => `${istDate(at)} ${marketOf(instrument)}`);
  return [...notes.values()].flatMap(noteOf);
};
