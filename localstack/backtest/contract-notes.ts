import type { OrderFilled } from '../../shared/events/types.ts';
import type { ChargedTrade } from '../../shared/market/charges.ts';
import { contractNotesOf } from '../../shared/market/contract-note.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import { add, fromRupees, type Money, ZERO } from '../../shared/money.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

interface NotedFill {
  readonly token: number;
  readonly trade: Omit<ChargedTrade, 'instrument'>;
}

/** What contract notes of a replay's fills add to its fees by rounding. */
export interface NotesBill {
  readonly notes: number;
  readonly rounding: Money;
}

/** The instruments of a table behind some tokens. */
export const instrumentsOf = (
  tables: TableReader,
  tokens: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Instrument>> => instrumentLookup(tables, { now: () => 0 }, 0)(tokens);

/** The fills of a replay, for the contract notes of its days. */
export class ContractNotes {
  readonly #fills: NotedFill[] = [];

  /** @param at when it was filled, in epoch milliseconds */
  add(fill: OrderFilled, at: number): void {
    const { signal_type: side, quantity, fill_price, product, cause } = fill;
    this.#fills.push({
      token: fill.instrument_token,
      trade: { side, quantity, price: fromRupees(fill_price), at, product, cause },
    });
  }

  /** Of the fills so far. */
  tokens(): ReadonlySet<number> {
    return new Set(this.#fills.map(({ token }) => token));
  }

  /** Fills of unknown instruments are on no note. */
  bill(instruments: ReadonlyMap<number, Instrument>): NotesBill {
    const trades = this.#fills.flatMap(({ token, trade }) => {
      const instrument = instruments.get(token);
      return instrument === undefined ? [] : [{ instrument, ...trade }];
    });
    const notes = contractNotesOf(trades);
    return { notes: notes.length, rounding: add(...notes.map(({ rounding }) => rounding), ZERO) };
  }
}
