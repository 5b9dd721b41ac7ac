import { strategyRunnerRoutes } from '../../../../functions/strategy-runner/api/routes.ts';
import type { StrategyServices } from '../../../../functions/strategy-runner/api/services.ts';
import { etagOf } from '../../../../shared/http/versions.ts';
import { masterReader } from '../../../../shared/market/master/reader.ts';
import { currentIndex } from '../../../../shared/market/search/instrument-index.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { NOW, operatorActions, world } from '../../../shared/audit/world.ts';
import { CALLER, callRoute, type RouteAnswer, type RouteCall } from '../../../support/call-route.ts';
import { NIFTY } from '../ticks.ts';

export const BY = { changed_by: CALLER.user_id, changed_at: new Date(NOW).toISOString() };

export const momentum = { type: 'momentum', instruments: [NIFTY], parameters: { lookback_period: 5 } };

export interface Ask {
  readonly id?: string;
  readonly body?: unknown;
  readonly version?: number;
  readonly query?: Readonly<Record<string, string>>;
  readonly role?: NonNullable<RouteCall['role']>;
}

/** The strategies table, and a person at the API. */
export const desk = ({ hasLiveBroker = true } = {}) => {
  const { tables, log, kafka, audited } = world();
  const master = masterReader(tables, { now: () => NOW }, 0);
  const services: StrategyServices = {
    tables,
    audited,
    master,
    indexNow: currentIndex(master),
    hasLiveBroker,
  };
  const ask = (operation: string, { id, version, ...call }: Ask = {}): Promise<RouteAnswer> => {
    const route = strategyRunnerRoutes.find((known) => known.operation === operation);
    if (route === undefined) throw new Error(`there is no ${operation}`);
    return callRoute(route, services, {
      now: NOW,
      ...(id !== undefined && { params: { strategy_id: id } }),
      ...(version !== undefined && { headers: { 'if-match': etagOf(version) } }),
      ...call,
    });
  };
  return {
    tables,
    kafka,
    ask,
    create: (strategy_id: string, change: object = {}) =>
      ask('createStrategy', { body: { strategy_id, ...momentum, ...change } }),
    put: (strategy_id: string, item: Item): void => tables.put('strategies', { strategy_id, ...item }),
    /** Puts an instrument of this segment into its table. */
    trade: (instrument_token: number, exchange: string, segment: string): void =>
      tables.put('instruments', {
        ...{ instrument_token, tradingsymbol: `T${instrument_token}`, exchange, segment },
        ...{ tick_size: 0.05, lot_size: 1 },
      }),
    item: (strategy_id: string): Item | undefined => tables.peek('strategies', { strategy_id }),
    told: () => operatorActions(log).map(({ data }) => data),
  };
};

/** Instrument tokens, `count` of them. */
export const tokens = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

/** A configuration that needs some 100,000 of the numbers that all states together may have. */
export const LARGE = { type: 'momentum', instruments: tokens(100), parameters: { lookback_period: 1_000 } };
