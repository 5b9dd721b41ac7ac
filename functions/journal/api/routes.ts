import type { Route } from '../../../shared/http/route.ts';
import { getTrace } from './get-trace.ts';
import { listFills } from './list-fills.ts';
import { listOperatorActions } from './list-operator-actions.ts';
import { listOrders } from './list-orders.ts';
import { listSignals } from './list-signals.ts';
import type { JournalServices } from './services.ts';

export const journalRoutes: readonly Route<JournalServices>[] = [
  listOrders,
  listFills,
  listSignals,
  getTrace,
  listOperatorActions,
];
