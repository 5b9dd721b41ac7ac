/** A count, an amount or a text that an outside source states. */
export type Figure = number | string;

/**
 * One figure with an outside source, and what the product says now. Every other file of this folder that exports
 * `ROWS` is a topic of docs/fidelity.md. `npm run fidelity` writes the page, fidelity.test.ts checks every row.
 */
export interface FidelityRow {
  /** What is compared, such as "CRUDEOIL, one lot, 6,000 → 6,100: charges". */
  readonly figure: string;
  /** The document that states the expected value. */
  readonly source: string;
  readonly expected: Figure;
  /** Written after a number; a `₹` at its start is written before it, as in `₹ a crore`. */
  readonly unit?: string;
  /** The largest difference of a number that passes; absent: 0. */
  readonly tolerance?: number;
  /** Computes what the product says. The same at every call: no clock, no chance. */
  readonly product: () => Figure | Promise<Figure>;
  /** The test of this behavior: its path, and its name after ` › ` as far as the file has it literally. */
  readonly test: string;
  /** What is not verified, or why the product differs within the tolerance. */
  readonly note?: string;
}
