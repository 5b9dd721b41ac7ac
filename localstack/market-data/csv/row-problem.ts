/** What can be wrong with a row. */
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

/** A row that cannot be used. Whoever knows the line number adds it. */
export class RowProblem extends Error {
  readonly kind: RowProblemKind;

  constructor(kind: RowProblemKind, message: string) {
    super(message);
    this.name = 'RowProblem';
    this.kind = kind;
  }
}
