import { csv, failure } from '../answer.ts';
import { instrumentsCsv } from '../instruments/instruments-csv.ts';
import { tokenRoute } from '../route.ts';

export const getAllInstruments = tokenRoute('GET', '/instruments', 'other', (_account, _request, context) =>
  csv(instrumentsCsv(context.listed())),
);

/** The rows of one exchange. */
export const getInstruments = tokenRoute(
  'GET',
  '/instruments/:exchange',
  'other',
  (_account, { parameters }, context) => {
    const rows = context.listed().filter(({ exchange }) => exchange === parameters.exchange);
    return rows.length === 0 ? failure('InputException', 'Invalid `exchange`.') : csv(instrumentsCsv(rows));
  },
);
