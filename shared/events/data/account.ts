import * as z from 'zod';
import { BROKERS } from '../brokers.ts';
import type { EventDefinitions } from '../definition.ts';
import {
  amount,
  contract,
  fees,
  instrumentToken,
  multiplier,
  priceOrZero,
  strategyId,
  timestamp,
} from './fields.ts';

const totals = { realized_pnl: amount, unrealized_pnl: amount, total_pnl: amount, fees };

/** All amounts are rupees. Realized P&L is after fees. Quantity is signed; negative for short. */
const pnlSnapshot = z.strictObject({
  broker: z.enum(BROKERS),
  ...totals,
  positions: z
    .array(
      z.strictObject({
        strategy_id: strategyId,
        instrument_token: instrumentToken,
        contract: contract.optional(),
        quantity: z.int(),
        /** Rupees per unit of price and unit of quantity; absent: 1. */
        multiplier: multiplier.optional(),
        average_price: z.number().min(0),
        last_price: priceOrZero.optional(),
        realized_pnl: amount,
        unrealized_pnl: amount,
      }),
    )
    .max(1_000)
    .optional(),
  strategies: z
    .array(z.strictObject({ strategy_id: strategyId, ...totals }))
    .max(1_000)
    .optional(),
  timestamp,
});

export const ACCOUNT_EVENTS = {
  pnl_snapshot: {
    data: pnlSnapshot,
    summary: 'Profit and loss of an account, its strategies and its positions at a moment.',
  },
} as const satisfies EventDefinitions;
