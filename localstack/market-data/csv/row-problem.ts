/** Kinds of invalid rows. */
const ROW_PROBLEMS = [
  'FIELD_COUNT',
  'BAD_QUOTES',
  'BAD_TIME',
  'BAD_NUMBER',
  'BAD_BAR',
  'OUT_OF_ORDER',
  'CONFLICTING_DUPLICATE',
] as const;
export type RowProblemKind = (typeof ROW_PROBLEMS)[number];

/** A row that cannot be used. The caller adds the line number. */
export class RowProblem extends Error {
  readonly kind: RowProblemKind;

  constructor(kind: RowProblemKind, message: string) {
    super(message);
    this.name = 'RowProblem';
    this.kind = kind;
  }
}
