import { AlphaPandaError } from '../../../shared/errors.ts';

/** A line without its ending, and its number: the file's first line is 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Longer than any row of market data: a file without line endings must not fill the memory. */
const MAX_LINE_LENGTH = 65_536;

const BYTE_ORDER_MARK = '\uFEFF';

const withoutMark = (text: string): string => (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);

/** Splits pieces of text into lines, which end with LF or CRLF. Empty lines are counted and left out. */
export class LineSplitter {
  #rest = '';
  #number = 0;

  /**
   * The lines that end in this piece.
   * @throws AlphaPandaError `NOT_A_CSV` if a line does not end
   */
  push(piece: string): Line[] {
    const text = this.#rest + piece;
    const lines: Line[] = [];
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#take(text.slice(from, end), lines);
      from = end + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > MAX_LINE_LENGTH) {
      throw new AlphaPandaError(
        'NOT_A_CSV',
        `line ${this.#number + 1} has more than ${MAX_LINE_LENGTH} characters: this is not a CSV file of bars or ticks`,
      );
    }
    return lines;
  }

  /** The last line, if it has no line ending. */
  end(): Line[] {
    const lines: Line[] = [];
    if (this.#rest !== '') this.#take(this.#rest, lines);
    this.#rest = '';
    return lines;
  }

  #take(raw: string, lines: Line[]): void {
    const first = this.#number === 0 ? withoutMark(raw) : raw;
    this.#number += 1;
    const text = first.endsWith('\r') ? first.slice(0, -1) : first;
    if (text.trim() !== '') lines.push({ number: this.#number, text });
  }
}
