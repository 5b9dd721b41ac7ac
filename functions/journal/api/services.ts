import { routesFor } from '../../../shared/http/route.ts';
import type { JournalReader } from '../../../shared/journal/read-list.ts';

/** What the journal's routes read from. */
export type JournalServices = JournalReader;

export const { sessionRoute } = routesFor<JournalServices>();
