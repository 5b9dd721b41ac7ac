import { RowProblem } from './row-problem.ts';

/** A quoted field with doubled quotes inside (RFC 4180), or a bare one; then a comma or the end. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** The fields of one line of CSV. A quoted field may hold commas, but not a line break. */
export const splitFields = (line: string): string[] => {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const match = FIELD.exec(line);
    if (match === null) {
      throw new RowProblem('BAD_QUOTES', 'a quoted field is not closed, or text follows it');
    }
    const [, quoted, bare = '', separator] = match;
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (separator === '') return fields;
  }
};
