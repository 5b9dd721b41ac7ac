import { riskManagerRoutes } from '../../../../functions/risk-manager/api/routes.ts';
import type { RiskServices } from '../../../../functions/risk-manager/api/services.ts';
import { DEFAULT_CEILINGS } from '../../../../shared/controls/limits.ts';
import { etagOf } from '../../../../shared/http/versions.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { operatorActions, world } from '../../../shared/audit/world.ts';
import { CALLER, callRoute, type RouteAnswer, type RouteCall } from '../../../support/call-route.ts';
import { NOON } from '../fixtures.ts';

export const BY = { by: CALLER.user_id, at: new Date(NOON).toISOString() };

export interface Ask {
  readonly broker?: string;
  readonly body?: unknown;
  readonly version?: number;
  readonly now?: number;
  readonly query?: NonNullable<RouteCall['query']>;
  readonly role?: NonNullable<RouteCall['role']>;
  readonly headers?: NonNullable<RouteCall['headers']>;
}

/** The controls of accounts, and a person at the API. */
export const account = () => {
  const { tables, log, kafka, audited } = world();
  const used: string[] = [];
  const services: RiskServices = {
    tables,
    audited,
    users: { ZERODHA_USER_IDS: [CALLER.user_id], ZERODHA_VIEWER_IDS: [] },
    ceilings: DEFAULT_CEILINGS,
    noteUse: async ({ credential }) => {
      used.push(String(credential));
    },
  };
  return {
    tables,
    log,
    kafka,
    services,
    /** Credentials whose use was noted. */
    used,
    ask: (operation: string, { broker = 'paper', version, ...call }: Ask = {}): Promise<RouteAnswer> => {
      const route = riskManagerRoutes.find((known) => known.operation === operation);
      if (route === undefined) throw new Error(`there is no ${operation}`);
      return callRoute(route, services, {
        params: { broker },
        now: NOON,
        ...call,
        ...(version !== undefined && { headers: { 'if-match': etagOf(version) } }),
      });
    },
    told: () => operatorActions(log).map(({ data }) => data),
    put: (control: string, item: Item): void => tables.put('controls', { broker: 'paper', control, ...item }),
    item: (control: string, broker = 'paper'): Item | undefined =>
      tables.peek('controls', { broker, control }),
  };
};
