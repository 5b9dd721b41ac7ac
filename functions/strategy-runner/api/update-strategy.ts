import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import type { Product } from '../../../shared/market/product.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { strategyItem } from '../strategy-item.ts';
import { strategySet } from '../strategy-set.ts';
import { checkProduct } from './check-product.ts';
import { checkedParameters, checkFits, configuration } from './configuration.ts';
import { resolveGiven } from './given-instruments.ts';
import {
  addressOf,
  allStrategies,
  contentOf,
  existing,
  itemOf,
  sessionRoute,
  strategyPath,
  TOLD,
} from './services.ts';
import { strategyBody, strategyView } from './strategy-view.ts';

/** Everything that decides a strategy's trades, as one string; undefined if it cannot run. */
const traded = (item: Item): string | undefined => {
  const [strategy] = strategySet([{ ...item, version: 1, is_active: true }]).accepted;
  if (strategy === undefined) return undefined;
  return JSON.stringify([
    strategy.configured.fingerprint,
    [...strategy.instruments].toSorted((a, b) => a - b),
    ...(strategy.product === undefined ? [] : [strategy.product]),
  ]);
};

/** The product after a change, which may leave it alone. */
const productAfter = (before: Item, changed: Product | null | undefined): Product | undefined =>
  changed === undefined ? strategyItem.shape.product.safeParse(before.product).data : (changed ?? undefined);

export const updateStrategy = sessionRoute({
  operation: 'updateStrategy',
  method: 'PUT',
  path: '/strategies/{strategy_id}',
  tag: 'Strategies',
  summary: 'Update a strategy',
  description:
    'Replaces type, instruments and parameters, and the product if the body names one. A clearance for live trading covers only the reviewed configuration: ' +
    'a change that alters its trades withdraws the clearance, and the response says so.',
  params: strategyPath,
  body: z.strictObject(configuration),
  ifMatch: 'required',
  reply: strategyBody.extend({ live_clearance_withdrawn: z.boolean() }),
  problems: ['NOT_FOUND', 'VERSION_MISMATCH', 'VERSION_REQUIRED', 'INVALID_PARAMETERS', 'NOT_CONFIGURED'],
  writes: true,
  async handle(call, services) {
    const { strategy_id } = call.params;
    const { type, product } = call.body;
    const all = await allStrategies(services);
    const before = itemOf(all, strategy_id);
    const resolved = await resolveGiven(call.body.instruments, services, call.now);
    await checkProduct(services.tables, productAfter(before, product), resolved.instruments);
    const parameters = checkedParameters(type, call.body.parameters);

    let isWithdrawn = false;
    const { item, version } = await services.audited.change(
      addressOf(strategy_id),
      auditEntryOf(call, { action: 'strategy_updated', subject: strategy_id, tells: TOLD }),
      call.version ?? 0,
      (item) => {
        const before = existing(item, strategy_id);
        const { product: _, contracts: __, ...content } = contentOf(before);
        const named = productAfter(before, product);
        const next = { ...content, type, ...resolved, parameters, ...(named && { product: named }) };
        const changed = { strategy_id, ...next };
        checkFits(changed, before.is_active === false ? [] : all);
        const isCleared = before.zerodha_trading_enabled === true;
        isWithdrawn = isCleared && traded(before) !== traded(changed);
        return {
          ...next,
          is_active: before.is_active !== false,
          zerodha_trading_enabled: isCleared && !isWithdrawn,
          ...signedBy(call),
        };
      },
    );
    const body = strategyView(existing(item, strategy_id), all);
    return { body: { ...body, live_clearance_withdrawn: isWithdrawn }, version };
  },
});
