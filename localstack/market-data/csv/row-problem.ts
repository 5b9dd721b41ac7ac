/** Kinds of invalid rows, with what a person can do about one. */
const REMEDIES = {
  FIELD_COUNT: 'complete the row',
  BAD_TIME: 'correct the time',
  BAD_NUMBER: 'correct the value',
  BAD_BAR: 'correct the prices',
  BAD_INSTRUMENT: 'correct the instrument, or name it with --instrument',
  CONFLICTING_DUPLICATE: 'remove one of the two rows',
} as const;
export type RowProblemKind = keyof typeof REMEDIES;

/** A row that cannot be used. The caller adds file and line number. */
export class RowProblem extends Error {
  readonly kind: RowProblemKind;

  constructor(kind: RowProblemKind, message: string) {
    super(message);
    this.name = 'RowProblem';
    this.kind = kind;
  }

  get remedy(): string {
    return REMEDIES[this.kind];
  }
}
