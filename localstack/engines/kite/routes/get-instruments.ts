import { istDate } from '../../../../shared/market/ist.ts';
import { csv, failure } from '../answer.ts';
import { instrumentsCsv } from '../instruments/instruments-csv.ts';
import { isListedOn } from '../instruments/is-listed-on.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';
import { type KiteContext, tokenRoute } from '../route.ts';

/** What is listed today: the row of an expired contract leaves the file. */
const listedNow = ({ market, state }: KiteContext): readonly InstrumentRow[] => {
  const today = istDate(state.now());
  return market.instruments.filter((each) => isListedOn(each, today));
};

export const getAllInstruments = tokenRoute('GET', '/instruments', 'other', (_account, _request, context) =>
  csv(instrumentsCsv(listedNow(context))),
);

/** The rows of one exchange. */
export const getInstruments = tokenRoute(
  'GET',
  '/instruments/:exchange',
  'other',
  (_account, { parameters }, context) => {
    const rows = listedNow(context).filter(({ exchange }) => exchange === parameters.exchange);
    return rows.length === 0 ? failure('InputException', 'Invalid `exchange`.') : csv(instrumentsCsv(rows));
  },
);
