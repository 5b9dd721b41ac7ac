import { AlphaPandaError } from '../../../shared/errors.ts';
import { type CsvBatch, CsvRows } from '../csv/csv-rows.ts';
import { jsonRows } from '../csv/json-rows.ts';
import type { DataFile } from './data-file.ts';
import { textPieces } from './text-pieces.ts';

/** JSON is parsed whole. */
const MAX_JSON_LENGTH = 256 * 1_024 * 1_024;

const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** The rows of a CSV or JSON file, in pieces. @throws AlphaPandaError `NOT_A_CSV` */
export async function* fileRows(file: DataFile): AsyncGenerator<CsvBatch> {
  const csv = new CsvRows();
  let json: string | undefined;
  let isFirst = true;
  for await (const piece of textPieces(file)) {
    if (isFirst && looksLikeJson(piece)) json = '';
    isFirst = false;
    if (json === undefined) {
      yield csv.push(piece);
    } else {
      json += piece;
      if (json.length > MAX_JSON_LENGTH) {
        throw new AlphaPandaError('NOT_A_CSV', 'the JSON is larger than 256 MiB: write it as CSV');
      }
    }
  }
  yield json === undefined ? csv.end() : jsonRows(json);
}
