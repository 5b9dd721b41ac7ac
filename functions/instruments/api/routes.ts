import type { Route } from '../../../shared/http/route.ts';
import { getInstrument } from './get-instrument.ts';
import { searchInstruments } from './search-instruments.ts';
import type { InstrumentServices } from './services.ts';

/** The instruments that the broker lists. */
export const instrumentsRoutes: readonly Route<InstrumentServices>[] = [searchInstruments, getInstrument];
