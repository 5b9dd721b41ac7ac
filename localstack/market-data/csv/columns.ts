import { AlphaPandaError } from '../../../shared/errors.ts';
import { RowProblem } from './row-problem.ts';

/** The position of each named column, from the header. */
export class Columns {
  readonly names: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  /** @throws AlphaPandaError `BAD_HEADER` if a column name is repeated */
  constructor(names: readonly string[]) {
    this.names = names.map((name) => name.trim());
    this.#places = new Map(this.names.map((name, place) => [name, place]));
    if (this.#places.size !== names.length) {
      throw new AlphaPandaError('BAD_HEADER', `the header repeats a column: ${names.join(',')}`);
    }
  }

  has(...names: readonly string[]): boolean {
    return names.every((name) => this.#places.has(name));
  }

  others(known: readonly string[]): readonly string[] {
    return this.names.filter((name) => !known.includes(name));
  }

  /** @throws RowProblem if the row has more or fewer fields than the header */
  checkCount(fields: readonly string[]): void {
    if (fields.length !== this.names.length) {
      throw new RowProblem(
        'FIELD_COUNT',
        `${fields.length} fields where the header has ${this.names.length} (${this.names.join(',')})`,
      );
    }
  }

  /** A field's trimmed text; empty if the file lacks the column. */
  text(fields: readonly string[], name: string): string {
    const place = this.#places.get(name);
    return place === undefined ? '' : (fields[place] ?? '').trim();
  }
}
