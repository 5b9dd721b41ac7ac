import { routesFor } from '../../../shared/http/route.ts';
import type { MasterReader } from '../../../shared/market/master/reader.ts';
import type { InstrumentIndex } from '../../../shared/market/search/instrument-index.ts';

/** Dependencies of the instrument routes. */
export interface InstrumentServices {
  readonly master: MasterReader;
  /** The newest rows of the master, prepared once per version. */
  indexNow(): Promise<InstrumentIndex>;
}

export const { sessionRoute } = routesFor<InstrumentServices>();
