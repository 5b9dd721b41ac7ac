import { routesFor } from '../../../shared/http/route.ts';
import type { JournalReader } from '../../../shared/journal/read-list.ts';

/** Dependencies of the journal routes. */
export type JournalServices = JournalReader;

export const { sessionRoute } = routesFor<JournalServices>();
